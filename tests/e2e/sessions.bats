load helper

ONLY=postgresql

# The same with and without the pipeline: what a step leaves in the session is gone.
each_way() {
    for options in "" --no-pipeline; do
        rm -f versions/*
        "$@"
        sql "DROP TABLE IF EXISTS alembic_version, alembic_version_log, t, u CASCADE" 2>/dev/null
    done
}

temporary() {
    script a1 "" "CREATE FUNCTION pg_temp.h() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE pg_temp.tt (a integer);" ""
    script b2 a1 "CREATE TABLE t AS SELECT pg_temp.h() AS a;" ""
    fails 1 "pg_temp.h" migrate upgrade head $options
    same a1 "$(rows)"
    script b2 a1 "CREATE TABLE t AS SELECT * FROM pg_temp.tt;" ""
    fails 1 "pg_temp" migrate upgrade head $options
}

@test "temporary functions and tables do not reach the next step" {
    each_way temporary
}

by_functions() {
    sql "CREATE OR REPLACE FUNCTION leave() RETURNS integer LANGUAGE plpgsql AS \$f\$ BEGIN
        EXECUTE 'CREATE TEMP TABLE left_behind (a integer)'; EXECUTE 'PREPARE p AS SELECT 1'; EXECUTE 'LISTEN c'; RETURN 1; END \$f\$"
    script a1 "" "CREATE TABLE t (a integer); INSERT INTO t VALUES (leave());" ""
    script b2 a1 "INSERT INTO t SELECT count(*) FROM pg_class WHERE relname = 'left_behind'; INSERT INTO t SELECT count(*) FROM pg_prepared_statements; INSERT INTO t SELECT count(*) FROM pg_listening_channels();" ""
    script c3 b2 "CREATE TABLE u (a integer);" ""
    migrate upgrade head $options
    same "0 0 0 1" "$(sql "SELECT a FROM t ORDER BY 1" | paste -sd' ' -)"
    same c3 "$(rows)"
}

@test "what a function leaves is gone, and the steps behind it go on" {
    each_way by_functions
}

roles() {
    script a1 "" "CREATE TABLE t (a integer); INSERT INTO t SELECT length(set_config('role', '$ROLE', false));" ""
    script b2 a1 "CREATE TABLE u (a integer);" ""
    migrate upgrade head $options
    same migrate "$(sql "SELECT tableowner FROM pg_tables WHERE tablename = 'u'")"
    sql "DROP TABLE t, u"
}

@test "a role that a statement sets is not the next step's" {
    ROLE="r_$DATABASE"
    psql -qX -c "CREATE ROLE $ROLE" -c "GRANT ALL ON SCHEMA public TO $ROLE"
    each_way roles
    psql -qX -c "DROP OWNED BY $ROLE" -c "DROP ROLE $ROLE"
}

@test "a signal at any moment of CREATE INDEX CONCURRENTLY leaves a journal that can go on" {
    script a1 "" "CREATE TABLE t (a integer);" "DROP TABLE t;"
    migrate upgrade a1
    script b2 a1 $'CREATE INDEX CONCURRENTLY i ON t (a);\nSELECT pg_sleep(0.05);' "DROP INDEX i;" "transaction: false"
    for i in $(seq 40); do
        "$MIGRATE" upgrade head 2>err &
        pid=$!
        sleep "0.0$(printf '%02d' $((i + 4)))"
        kill -TERM $pid 2>/dev/null || true
        wait $pid || true
        "$MIGRATE" upgrade head 2>err || { cat err; return 1; }
        same b2 "$(rows)"
        same t "$(sql "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")"
        migrate downgrade a1
    done
}

@test "an index that was made, but is said to have failed, counts as done" {
    script a1 "" $'CREATE TABLE t (a integer);\nCREATE INDEX CONCURRENTLY i ON t (a);\nINSERT INTO t VALUES (1);' "" "transaction: false"
    script b1 "" "" ""
    migrate upgrade a1
    sql "DELETE FROM alembic_version; DELETE FROM t; UPDATE alembic_version_log SET state = 'failed', statements_done = 1, error = 'interrupted'"
    fails 0 "is there, as an earlier run made it" migrate upgrade a1
    same 1 "$(sql "SELECT count(*) FROM t")"
    # Another index of that name is none of it.
    sql "DELETE FROM alembic_version; DELETE FROM t; UPDATE alembic_version_log SET state = 'failed', statements_done = 1, error = 'interrupted'; DROP INDEX i; CREATE INDEX i ON t ((a + 1))"
    fails 5 "already exists" migrate upgrade a1
}

@test "a partition whose DETACH was cancelled is detached by the next run" {
    sql "CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p FOR VALUES IN (1)"
    script a1 "" "ALTER TABLE p DETACH PARTITION q CONCURRENTLY;" "" "transaction: false"
    psql -qX -c "BEGIN" -c "SELECT * FROM p" -c "SELECT pg_sleep(60)" >/dev/null &
    holder=$!
    sleep 0.3
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 100); do
        [ "$(sql "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'q'::regclass")" != t ] || break
        sleep 0.05
    done
    kill -TERM $pid
    wait $pid || true
    same t "$(sql "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'q'::regclass")"
    psql -qX -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()" >/dev/null
    wait $holder || true
    migrate upgrade head
    same a1 "$(rows)"
    same 0 "$(sql "SELECT count(*) FROM pg_inherits WHERE inhrelid = 'q'::regclass")"
}
