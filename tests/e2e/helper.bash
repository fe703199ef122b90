# What the command-line tests share. MIGRATE is the program; MIGRATE_TEST_URL says which
# kind of database to use: each test gets a new one, in DATABASE_URL, and a new folder.

setup() {
    export LC_ALL=C.UTF-8 NO_COLOR=1
    unset MIGRATE_ENV MIGRATE_VERSIONS
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir versions
    case $MIGRATE_TEST_URL in
    sqlite:*) ENGINE=sqlite ;;
    *) ENGINE=postgresql ;;
    esac
    # A file of tests for one engine says so.
    [ "${ONLY:-$ENGINE}" = "$ENGINE" ] || skip "for $ONLY only"
    case $MIGRATE_TEST_URL in
    sqlite:*)
        export DATABASE_URL="sqlite:///$BATS_TEST_TMPDIR/test.db"
        ;;
    *)
        DATABASE="t_$$_${BATS_SUITE_TEST_NUMBER}"
        psql -qX -d postgres -c "CREATE DATABASE $DATABASE"
        export PGDATABASE=$DATABASE
        export DATABASE_URL="postgresql://migrate@/$DATABASE?host=$PGHOST"
        ;;
    esac
}

teardown() {
    [ -n "${DATABASE:-}" ] || return 0
    export PGDATABASE=postgres
    psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

migrate() {
    "$MIGRATE" "$@"
}

# Runs SQL with the database's own client, and prints bare values.
sql() {
    if [ "$ENGINE" = sqlite ]; then
        sqlite3 -batch -bail "$BATS_TEST_TMPDIR/test.db" "$1"
    else
        psql -qXAt -v ON_ERROR_STOP=1 -c "$1"
    fi
}

# Feeds stdin to the database's own client, as a person would.
client() {
    if [ "$ENGINE" = sqlite ]; then
        sqlite3 -batch "$BATS_TEST_TMPDIR/test.db"
    else
        psql -qX
    fi
}

# The version rows, sorted, on one line.
rows() {
    sql "SELECT version_num FROM alembic_version ORDER BY version_num" | paste -sd' ' -
}

has_table() {
    if [ "$ENGINE" = sqlite ]; then
        [ "$(sql "SELECT count(*) FROM sqlite_master WHERE name = '$1'")" = 1 ]
    else
        [ "$(sql "SELECT to_regclass('$1') IS NOT NULL")" = t ]
    fi
}

# script ID PARENTS UP DOWN [HEADER LINE]...: writes versions/ID.sql
script() {
    local id=$1 parents=$2 up=$3 down=$4
    shift 4
    {
        printf -- '-- revision: %s\n-- parents: [%s]\n-- message: make %s\n' "$id" "$parents" "$id"
        for line in "$@"; do printf -- '-- %s\n' "$line"; done
        printf -- '\n-- migrate:up\n%s\n\n-- migrate:down\n%s\n' "$up" "$down"
    } >"versions/$id.sql"
}

# table ID PARENTS: a script that makes table t_ID
table() {
    script "$1" "$2" "CREATE TABLE t_$1 (a integer);" "DROP TABLE t_$1;"
}

# A line of three: a1, b2, c3.
three() {
    table a1 ""
    table b2 a1
    table c3 b2
}

# fails STATUS PART COMMAND...: the command must end so, and say PART on stderr.
fails() {
    local status=$1 part=$2 got=0
    shift 2
    "$@" >out 2>err || got=$?
    if [ "$got" != "$status" ]; then
        echo "exit $got, expected $status: $(cat err)" >&2
        return 1
    fi
    grep -qF -- "$part" err || {
        echo "stderr: $(cat err)" >&2
        echo "expected: $part" >&2
        return 1
    }
}

# same EXPECTED FOUND
same() {
    [ "$1" = "$2" ] || {
        printf 'expected: %s\nfound:    %s\n' "$1" "$2" >&2
        return 1
    }
}
