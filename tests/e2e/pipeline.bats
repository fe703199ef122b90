# Steps in flight: nothing may be different but the time.
ONLY=postgresql

load helper

ledger() {
    sql "SELECT step FROM ledger ORDER BY step" | paste -sd' ' -
}

# All of the database that a run makes, but for moments and numbers of its own.
everything() {
    pg_dump --schema-only -T 'alembic_version*' | grep -v restrict
    sql "SELECT * FROM ledger ORDER BY 1"
    sql "SELECT version_num FROM alembic_version ORDER BY 1"
    sql "SELECT id, revision, direction, state, statements_done, statements_total, error, path, script, script_sha256, script_tokens, user_name, host, tool, tag FROM alembic_version_log ORDER BY id"
}

# A history with all that there is: branches, merges, COPY, settings, roles, empty steps,
# a step outside a transaction, notices, a wrapped section.
history() {
    script a1 "" "CREATE TABLE ledger (step text PRIMARY KEY); INSERT INTO ledger VALUES ('a1');" "DROP TABLE ledger;"
    script b2 a1 "SET search_path = pg_catalog; INSERT INTO public.ledger VALUES ('b2'); CREATE TEMP TABLE scratch (a integer);" "DELETE FROM ledger WHERE step = 'b2';"
    script b3 a1 "INSERT INTO ledger SELECT current_setting('search_path');" "DELETE FROM ledger WHERE step LIKE '%public';"
    script c4 "b2, b3" "BEGIN; INSERT INTO ledger VALUES ('c4'); COMMIT;" "DELETE FROM ledger WHERE step = 'c4';"
    script d5 c4 $'COPY ledger FROM stdin;\nd5\n\\.\nINSERT INTO ledger VALUES (\'d5 more\');' "DELETE FROM ledger WHERE step LIKE 'd5%';"
    script e6 d5 "" ""
    script f7 e6 "SET ROLE pg_monitor; SELECT 1;" ""
    script g8 f7 "CREATE INDEX CONCURRENTLY i ON ledger (step); INSERT INTO ledger VALUES ('g8');" "DROP INDEX i; DELETE FROM ledger WHERE step = 'g8';" "transaction: false"
    script h9 g8 $'\\echo on the way\nDO $$ BEGIN RAISE NOTICE \'look\'; END $$; INSERT INTO ledger VALUES (\'h9\');' "DELETE FROM ledger WHERE step = 'h9';"
    script i0 h9 "INSERT INTO ledger VALUES ('i0');" "DELETE FROM ledger WHERE step = 'i0';"
}

# Without the times.
talk() {
    sed 's/ ([0-9.]* m\{0,1\}s)//' err
}

@test "with and without the pipeline the end is the same" {
    history
    for way in "" --no-pipeline; do
        migrate upgrade heads -v $way 2>err
        talk >"talk$way"
        everything >"up$way"
        migrate downgrade a1 -v $way 2>err
        talk >"talk-down$way"
        everything >"down$way"
        migrate downgrade base $way
        sql "DROP TABLE alembic_version, alembic_version_log" >/dev/null
    done
    diff talk talk--no-pipeline
    diff up up--no-pipeline
    diff talk-down talk-down--no-pipeline
    diff down down--no-pipeline
    printf 'database: {pipeline: false}\n' >migrate.yaml
    migrate upgrade heads
    everything | diff up -
}

@test "after a step that fails nothing behind it runs" {
    script a1 "" "CREATE TABLE ledger (step text); INSERT INTO ledger VALUES ('a1');" ""
    script b2 a1 "INSERT INTO ledger VALUES ('b2');" ""
    script c3 b2 $'INSERT INTO ledger VALUES (\'c3\');\n  SELECT 1 / (SELECT count(*) - 2 FROM ledger WHERE step <> \'c3\');\nINSERT INTO ledger VALUES (\'c3 more\');' ""
    script d4 c3 "INSERT INTO ledger VALUES ('d4');" ""
    script e5 d4 "INSERT INTO ledger VALUES ('e5'); SELECT nextval('nosuch');" ""
    fails 1 "versions/c3.sql:7:3: division by zero (22012)" migrate upgrade head
    same "a1 b2" "$(ledger)"
    same b2 "$(rows)"
    same 2 "$(sql "SELECT count(*) FROM alembic_version_log")"
    grep -q "a1 -> b2" err
    ! grep -q "c3 -> d4" err
    script c3 b2 "INSERT INTO ledger VALUES ('c3');" ""
    fails 1 "versions/e5.sql:6:50: relation \"nosuch\" does not exist" migrate upgrade head
    same "a1 b2 c3 d4" "$(ledger)"
}

@test "a first step that fails leaves no table of ours" {
    script a1 "" "CREATE TABLE t (a integer); SELECT nosuch;" ""
    table b2 a1
    fails 1 'versions/a1.sql:6:36: column "nosuch" does not exist' migrate upgrade head
    ! has_table alembic_version
    ! has_table alembic_version_log
    ! has_table t
}

@test "rows that another program moves are noticed within the flight" {
    three
    script d4 c3 "DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ('zz');" ""
    table e5 d4
    fails 1 "does the script itself change" migrate upgrade head
    same c3 "$(rows)"
    ! has_table t_e5
    # One that makes them while the first step goes on.
    sql "DROP TABLE t_a1, t_b2, t_c3, alembic_version, alembic_version_log" >/dev/null
    script d4 c3 "SELECT 1;" ""
    psql -qXAt -c "BEGIN" -c "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)" -c "INSERT INTO alembic_version VALUES ('b2')" -c "SELECT pg_sleep(1)" -c "COMMIT" >/dev/null &
    sleep 0.4
    migrate upgrade head
    wait
    same e5 "$(rows)"
    ! has_table t_a1
    has_table t_c3
}

@test "the lock that is lost in flight is noticed, and the run goes on" {
    script a1 "" "CREATE TABLE ledger (step text);" ""
    script b2 a1 "INSERT INTO ledger VALUES ('b2'); SELECT pg_catalog.pg_advisory_unlock((SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted LIMIT 1)); SELECT pg_sleep(1);" ""
    script c3 b2 "INSERT INTO ledger VALUES ('c3');" ""
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    sleep 0.5
    "$MIGRATE" upgrade head 2>err2 || true
    wait $pid || true
    migrate upgrade head
    same "b2 c3" "$(ledger)"
    same c3 "$(rows)"
}

@test "a step that waits for a lock is named, tried again, and does not stop those before it" {
    script a1 "" "CREATE TABLE t (a integer);" ""
    table b2 a1
    script c3 b2 "ALTER TABLE t ADD COLUMN b integer;" ""
    table d4 c3
    printf 'database: {lock_timeout: 300ms}\n' >migrate.yaml
    migrate upgrade b2
    psql -qXAt -c "BEGIN" -c "LOCK TABLE t" -c "SELECT pg_sleep(1.2)" >/dev/null &
    sleep 0.2
    migrate upgrade head 2>err
    wait
    grep -q "versions/c3.sql: retry 1 of 10" err
    same d4 "$(rows)"
}

@test "many statements and large ones go through, and memory does not grow with rows" {
    {
        echo "CREATE TABLE t (a integer, b text);"
        for i in $(seq 3000); do echo "INSERT INTO t VALUES ($i, '$i');"; done
        printf "INSERT INTO t VALUES (0, '"
        head -c 900000 /dev/zero | tr '\0' x
        echo "');"
        echo "SELECT a, repeat('y', 1000) FROM t, generate_series(1, 30);"
    } >body
    script a1 "" "$(cat body)" ""
    for i in $(seq 100 170); do script "s$i" "$([ $i = 100 ] && echo a1 || echo s$((i - 1)))" "INSERT INTO t VALUES ($i);" ""; done
    migrate upgrade head
    same 3072 "$(sql "SELECT count(*) FROM t")"
    same s170 "$(rows)"
    same 72 "$(sql "SELECT count(*) FROM alembic_version_log")"
}

@test "rules on our tables make the steps go one by one" {
    three
    migrate upgrade a1
    sql "CREATE TABLE audit (v text); CREATE RULE r AS ON UPDATE TO alembic_version DO ALSO INSERT INTO audit VALUES (new.version_num)"
    migrate upgrade head
    same c3 "$(rows)"
    same "b2 c3" "$(sql "SELECT v FROM audit ORDER BY v" | paste -sd' ' -)"
    same 3 "$(sql "SELECT count(*) FROM alembic_version_log")"
}

@test "operators of a script's own do not change what is checked" {
    script a1 "" "CREATE TABLE t (a integer);" ""
    script b2 a1 "CREATE SCHEMA s; CREATE FUNCTION s.ok(integer, integer) RETURNS integer LANGUAGE SQL AS 'SELECT 1'; CREATE OPERATOR s./ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = s.ok);
SET search_path = s, public, pg_catalog; DELETE FROM public.alembic_version;" ""
    fails 1 "does the script itself change" migrate upgrade head
    same a1 "$(rows)"
}

@test "an echo that cannot be read stops the run before it begins" {
    table a1 ""
    printf -- "-- revision: b2\n-- parents: a1\n-- migrate:up\nSELECT 1;\n\\\\echo 'open\n" >versions/b2.sql
    table c3 b2
    fails 2 "versions/b2.sql:5:" migrate upgrade head
    ! has_table t_a1
}
