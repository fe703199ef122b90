load helper

# The schema and the version rows, without what differs on purpose.
state() {
    rows
    if [ "$ENGINE" = sqlite ]; then
        sql "SELECT sql FROM sqlite_master ORDER BY name"
    else
        pg_dump -s -d "$DATABASE" | grep -v '^\\'
    fi
    sql "SELECT revision, direction, state, statements_done, path, script, script_sha256, script_tokens FROM alembic_version_log ORDER BY id"
}

@test "--sql, run by the database's own client, does what upgrade does" {
    cp "$MIGRATE_SOURCE"/versions/*.sql versions/
    migrate upgrade head --sql >up.sql
    client <up.sql >/dev/null
    state >printed
    migrate downgrade head:base --sql >down.sql
    client <down.sql >/dev/null
    same "" "$(rows)"
    ! has_table customers
    if [ "$ENGINE" = sqlite ]; then
        rm test.db
    else
        psql -qX -d postgres -c "DROP DATABASE $DATABASE" -c "CREATE DATABASE $DATABASE"
    fi
    migrate upgrade head
    state >run
    diff -u run printed
}

# How our own SQL compares.
equal="="
case ${MIGRATE_TEST_URL:-} in postgresql:*) equal="OPERATOR(pg_catalog.=)" ;; esac

@test "--sql needs no database, and goes from and to where it is told" {
    three
    case $ENGINE in
    sqlite) export DATABASE_URL=sqlite:////nonexistent/none.db ;;
    *) export DATABASE_URL=postgresql://nobody@192.0.2.1/none ;;
    esac
    migrate upgrade a1:c3 --sql >out
    ! grep -q "CREATE TABLE alembic_version (" out
    grep -q "UPDATE alembic_version SET version_num = 'b2' WHERE version_num $equal 'a1'" out
    migrate downgrade c3:a1 --sql >out
    grep -q "DROP TABLE t_c3" out
    grep -q "UPDATE alembic_version SET version_num = 'b2' WHERE version_num $equal 'c3'" out
    migrate stamp a1:c3 --sql >out
    grep -q "UPDATE alembic_version SET version_num = 'c3' WHERE version_num $equal 'a1'" out
    fails 2 "downgrade needs to know where" migrate downgrade a1 --sql
    fails 2 "half of the range" migrate upgrade :c3 --sql
    fails 2 "do not go together" migrate stamp --purge a1 --sql
}

@test "several heads can be the start" {
    table a1 ""
    table b1 a1
    table b2 a1
    table m1 "b1, b2"
    migrate upgrade b1,b2:head --sql >out
    grep -q "DELETE FROM alembic_version WHERE version_num $equal 'b2'" out
    grep -q "UPDATE alembic_version SET version_num = 'm1' WHERE version_num $equal 'b1'" out
    fails 2 "overlaps" migrate upgrade a1,b2:head --sql
}

@test "an error stops the printed SQL" {
    three
    script b2 a1 "INSERT INTO nosuch VALUES (1);" ""
    migrate upgrade head --sql >up.sql
    ! client <up.sql >/dev/null 2>&1
    ! has_table t_c3
    same a1 "$(rows)"
}

@test "a script that empties the search path can be printed too" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.t_a1 (a integer);" ""
    table b2 a1
    migrate upgrade head --sql >up.sql
    client <up.sql >/dev/null
    same b2 "$(rows)"
}

@test "a full disk behind stdout is an error" {
    three
    fails 1 "cannot write" bash -c '"$MIGRATE" upgrade head --sql >/dev/full'
    fails 1 "cannot write" bash -c '"$MIGRATE" history >/dev/full'
}

@test "heads and labels can be the start" {
    table a1 ""
    script b1 a1 "" "" "labels: [left]"
    table b2 a1
    migrate downgrade heads:base --sql >out
    same 3 "$(grep -c "^-- .*downgrade" out)"
    migrate downgrade left@heads,b2:a1 --sql >out
    same 2 "$(grep -c "^-- .*downgrade" out)"
    fails 2 "no revision \"current\"" migrate upgrade current:heads --sql
}

@test "non-transactional steps are printed outside a transaction" {
    table a1 ""
    script b2 a1 "CREATE TABLE t_b2 (a integer); CREATE INDEX b2_a ON t_b2 (a);" "DROP TABLE t_b2;" "transaction: false"
    table c3 b2
    migrate upgrade head --sql >up.sql
    client <up.sql >/dev/null
    same c3 "$(rows)"
    same "done" "$(sql "SELECT state FROM alembic_version_log WHERE revision = 'b2'")"
    if [ "$ENGINE" = postgresql ]; then
        script d4 c3 "CREATE INDEX CONCURRENTLY d4_a ON t_b2 (a); SELECT 1;" "DROP INDEX CONCURRENTLY d4_a;" "transaction: false"
        migrate upgrade c3:d4 --sql | client >/dev/null
        same d4 "$(rows)"
        migrate downgrade d4:c3 --sql | client >/dev/null
        same c3 "$(rows)"
    fi
}

@test "a reader that goes away is not the script's fault" {
    for i in $(seq 200); do table "x$i" "$([ "$i" = 1 ] || echo "x$((i - 1))")"; done
    fails 1 "standard output: cannot write" bash -c '"$MIGRATE" upgrade head --sql | :; exit ${PIPESTATUS[0]}'
}
