load helper

# Steps that leave a row in a ledger without a key, each way; one outside a transaction.
history() {
    sql "CREATE TABLE ledger (entry text)"
    local index="CREATE INDEX CONCURRENTLY i3 ON t3 (a);" drop="DROP INDEX CONCURRENTLY i3;"
    [ "$ENGINE" = postgresql ] || index="VACUUM;" drop="VACUUM;"
    for i in 1 2 3 4 5; do
        local more="" gone="" header=()
        [ $i != 3 ] || more=$index gone=$drop header=("transaction: false")
        script "r$i" "$([ $i = 1 ] || echo "r$((i - 1))")" \
            $'INSERT INTO ledger VALUES (\'up r'$i$'\');\nCREATE TABLE t'$i$' (a integer);\n'"$more" \
            $'INSERT INTO ledger VALUES (\'down r'$i$'\');\n'"$gone"$'\nDROP TABLE t'$i';' "${header[@]}"
    done
}

# How often each entry stands in the ledger: the log must say the same.
ledger() {
    sql "SELECT entry, count(*) FROM ledger GROUP BY entry ORDER BY entry"
}
logged() {
    sql "SELECT direction || ' ' || revision AS entry, count(*) FROM alembic_version_log WHERE state = 'done' GROUP BY direction, revision ORDER BY 1"
}

# all_end STATUS...: every process of `pids` ends so.
all_end() {
    local status allowed
    for pid in "${pids[@]}"; do
        status=0
        wait "$pid" || status=$?
        for allowed in "$@"; do [ "$status" != "$allowed" ] || continue 2; done
        echo "exit $status: $(grep -h -A3 -E "^(migrate|versions.*[0-9]):" err.* | head -20)" >&2
        return 1
    done
}

@test "32 runs at once on a new database" {
    history
    pids=()
    for i in $(seq 32); do
        "$MIGRATE" upgrade head 2>"err.$i" &
        pids+=($!)
    done
    all_end 0
    same r5 "$(rows)"
    same "$(printf 'up r%s|1\n' 1 2 3 4 5)" "$(ledger)"
    same "$(ledger)" "$(logged)"
}

@test "8 runs up and 8 down, all at once" {
    history
    for _ in 1 2 3; do
        pids=()
        for i in $(seq 8); do
            "$MIGRATE" upgrade head 2>"err.up$i" &
            pids+=($!)
            "$MIGRATE" downgrade base 2>"err.down$i" &
            pids+=($!)
        done
        all_end 0 4
        same "$(ledger)" "$(logged)"
        # Each step up is followed by at most one that is not yet undone.
        for i in 1 2 3 4 5; do
            up=$(sql "SELECT count(*) FROM ledger WHERE entry = 'up r$i'")
            down=$(sql "SELECT count(*) FROM ledger WHERE entry = 'down r$i'")
            applied=0
            ! has_table "t$i" || applied=1
            same $((up - down)) $applied
        done
    done
    migrate upgrade head
    same r5 "$(rows)"
}

@test "ours beside Alembic: each step once, whoever does it" {
    command -v alembic >/dev/null || { [ "${MIGRATE_TEST_REQUIRE:-}" != 1 ] && skip; }
    history
    rm versions/r3.sql
    sed -i 's/r3/r2/' versions/r4.sql
    mkdir -p py/versions
    printf '[alembic]\nscript_location = py\n' >alembic.ini
    cat >py/env.py <<'P'
import os
from alembic import context
from sqlalchemy import create_engine
with create_engine(os.environ["ALEMBIC_URL"]).connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
P
    ALEMBIC_URL="postgresql+psycopg2://migrate@/${DATABASE:-}?host=${PGHOST:-}"
    [ "$ENGINE" = postgresql ] || ALEMBIC_URL="sqlite:///$PWD/test.db"
    export ALEMBIC_URL
    for i in 1 2 4 5; do
        cat >"py/versions/r$i.py" <<P
from alembic import op
revision = 'r$i'
down_revision = {1: None, 2: 'r1', 4: 'r2', 5: 'r4'}[$i]
def upgrade():
    op.execute("INSERT INTO ledger VALUES ('up r$i')")
    op.execute("CREATE TABLE t$i (a integer)")
def downgrade():
    pass
P
    done
    migrate ensure_version
    for round in 1 2 3; do
        # Alembic's own runs may fail: it takes no lock.
        PYTHONPATH= /usr/bin/alembic upgrade head >alembic.log 2>&1 &
        alembic=$!
        sleep "0.$((20 + RANDOM % 40))"
        pids=()
        for i in 1 2 3 4; do
            "$MIGRATE" upgrade head 2>"err.$round.$i" &
            pids+=($!)
        done
        # One of ours that meets an open transaction of Alembic's waits for it, finds its
        # table there, and is rolled back; the next run goes on from what is true then.
        for i in 1 2 3 4; do
            wait "${pids[$((i - 1))]}" || grep -q "already exists" "err.$round.$i"
        done
        wait $alembic || true
        "$MIGRATE" upgrade head
        same r5 "$(rows)"
        same "$(printf 'up r%s|1\n' 1 2 4 5)" "$(ledger)"
        for i in 1 2 4 5; do sql "DROP TABLE t$i"; done
        sql "DELETE FROM ledger; DELETE FROM alembic_version; DELETE FROM alembic_version_log"
    done
}
