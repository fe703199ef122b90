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
    context.configure(connection=connection, transaction_per_migration=True,
                      version_table_schema=os.environ.get("VERSION_SCHEMA"))
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

# both ID PARENTS [NEEDS [LABEL]]: one revision for each of the two programs
both() {
    local down header=()
    [ -z "${3:-}" ] || header+=("depends_on: $3")
    [ -z "${4:-}" ] || header+=("labels: [$4]")
    script "$1" "$2" "CREATE TABLE t_$1 (a integer);" "DROP TABLE t_$1;" "${header[@]}"
    down=$(printf '%s' "$2" | sed "s/[a-z0-9_][a-z0-9_]*/'&'/g")
    cat >"py/versions/$1.py" <<P
from alembic import op
revision = '$1'
down_revision = (${down}${down:+,}) or None
depends_on = '${3:-}' or None
branch_labels = '${4:-}' or None
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

# Two libraries, of which the second needs the first: b2 depends on a2.
libraries() {
    both a1 "" "" liba && both a2 a1 && both a3 a2
    both b1 "" "" libb && both b2 b1 a2 && both b3 b2
}

@test "turn by turn over dependencies and labels" {
    setup_alembic
    libraries
    alembic_ upgrade libb@head
    same b3 "$(rows)"
    # a2 is implied, and the tip of its branch.
    same "$(alembic_ current | sort)" "$(migrate current | sort)"
    migrate upgrade liba@head
    same "a3 b3" "$(rows)"
    alembic_ downgrade b1
    same "a3 b1" "$(rows)"
    migrate upgrade heads
    same "a3 b3" "$(rows)"
    alembic_ downgrade liba@a2
    same b3 "$(rows)"
    migrate downgrade libb@b1
    same "a2 b1" "$(rows)"
    alembic_ upgrade heads
    migrate downgrade base
    same "" "$(alembic_ current)"
    ! has_table t_a1
    ! has_table t_b1
}

@test "what one stamps, the other goes on from" {
    setup_alembic
    libraries
    migrate stamp heads
    same "$(alembic_ current | sort)" "$(migrate current | sort)"
    alembic_ stamp --purge a1 b1
    same "a1 b1" "$(rows)"
    sql "CREATE TABLE t_a1 (a integer); CREATE TABLE t_b1 (a integer)"
    migrate upgrade heads
    same "a3 b3" "$(alembic_ current | sed 's/ .*//' | sort | paste -sd' ' -)"
    alembic_ downgrade base
    same "" "$(migrate current)"
}

@test "a version table in a schema of its own" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no schemas"
    setup_alembic
    libraries
    export VERSION_SCHEMA=meta
    echo "version_table_schema: meta" >migrate.yaml
    sql "CREATE SCHEMA meta"
    alembic_ upgrade a2
    same a2 "$(migrate current)"
    migrate upgrade heads
    same "a3 b3" "$(alembic_ current | sed 's/ .*//' | sort | paste -sd' ' -)"
    alembic_ downgrade base
    same "" "$(migrate current)"
    same 0 "$(sql "SELECT count(*) FROM meta.alembic_version")"
    ! has_table public.alembic_version
    same meta "$(sql "SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version_log'")"
    migrate upgrade b3
    alembic_ upgrade heads
    same "a3 b3" "$(sql "SELECT version_num FROM meta.alembic_version ORDER BY 1" | paste -sd' ' -)"
}

@test "a version table that is wider, and has no primary key" {
    setup_alembic
    long=a_revision_with_a_name_that_says_what_it_does
    sql "CREATE TABLE alembic_version (version_num VARCHAR(128) NOT NULL)"
    both a1 "" && both $long a1 && both c3 $long
    migrate upgrade $long
    same $long "$(alembic_ current)"
    alembic_ upgrade head
    migrate downgrade $long
    alembic_ downgrade a1
    migrate upgrade head
    same "c3 (head)" "$(alembic_ current)"
    alembic_ downgrade base
    same "" "$(migrate current)"
}
