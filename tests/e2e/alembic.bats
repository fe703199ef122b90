load helper

# Alembic's own project on the same database, with the same ids.
setup_alembic() {
    command -v alembic >/dev/null || {
        [ "${MIGRATE_TEST_REQUIRE:-}" != 1 ] || return 1
        skip "alembic is not installed"
    }
    mkdir -p py/versions
    cat >alembic.ini <<'I'
[alembic]
script_location = py
I
    cat >py/env.py <<'P'
import os
from alembic import context
from sqlalchemy import create_engine
url = os.environ["ALEMBIC_URL"]
with create_engine(url).connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
P
    case $ENGINE in
    sqlite) export ALEMBIC_URL="sqlite:///$PWD/test.db" ;;
    *) export ALEMBIC_URL="postgresql+psycopg2://migrate@/$DATABASE?host=$PGHOST" ;;
    esac
}

alembic_() {
    PYTHONPATH= /usr/bin/alembic "$@" 2>>alembic.log || { cat alembic.log >&2; return 1; }
}

# both ID PARENTS: one revision for each of the two programs
both() {
    table "$1" "$2"
    local down
    down=$(printf '%s' "$2" | sed "s/[a-z0-9][a-z0-9]*/'&'/g")
    cat >"py/versions/$1.py" <<P
from alembic import op
revision = '$1'
down_revision = (${down}${down:+,}) or None
def upgrade():
    op.execute("CREATE TABLE t_$1 (a integer)")
def downgrade():
    op.execute("DROP TABLE t_$1")
P
}

@test "what Alembic upgraded, we read and go on with" {
    setup_alembic
    both a1 "" && both b2 a1 && both c3 b2
    alembic_ upgrade b2
    same "b2" "$(migrate current)"
    migrate upgrade head
    same c3 "$(rows)"
    migrate downgrade a1
    same a1 "$(rows)"
    ! has_table t_b2
}

@test "what we upgraded, Alembic reads and goes on with" {
    setup_alembic
    both a1 "" && both b2 a1 && both c3 b2
    migrate upgrade b2
    same "b2" "$(alembic_ current)"
    alembic_ upgrade head
    same "c3 (head)" "$(migrate current)"
    alembic_ downgrade base
    same "" "$(migrate current)"
    migrate upgrade head
    same "c3 (head)" "$(alembic_ current)"
}

@test "the version table is the one that Alembic makes" {
    setup_alembic
    both a1 ""
    migrate upgrade head
    if [ "$ENGINE" = sqlite ]; then
        sql "SELECT sql FROM sqlite_master WHERE name = 'alembic_version'" >ours
        rm test.db
        alembic_ upgrade head
        sql "SELECT sql FROM sqlite_master WHERE name = 'alembic_version'" >theirs
    else
        pg_dump -s -t alembic_version -d "$DATABASE" | grep -v '^\\' >ours
        sql "DROP TABLE alembic_version; DROP TABLE alembic_version_log; DROP TABLE t_a1"
        alembic_ upgrade head
        pg_dump -s -t alembic_version -d "$DATABASE" | grep -v '^\\' >theirs
    fi
    diff -u theirs ours
}

@test "turn by turn over branches and a merge" {
    setup_alembic
    both a1 "" && both b1 a1 && both b2 a1 && both m1 "b1, b2"
    migrate upgrade b1
    alembic_ upgrade b2
    same "b1 b2" "$(rows)"
    migrate upgrade head
    alembic_ downgrade b1
    same "b1 b2" "$(rows)"
    migrate downgrade a1
    alembic_ upgrade head
    same "m1 (head) (mergepoint)" "$(migrate current)"
}
