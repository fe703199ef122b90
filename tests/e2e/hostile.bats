load helper
# What a hostile reader of the runner thought of. Each of these once went wrong.

@test "many runs at one step outside a transaction do each statement once" {
    body=$(for i in $(seq 25); do echo "INSERT INTO ledger VALUES ($i);"; done)
    script a1 "" "CREATE TABLE ledger (n integer);" ""
    script b2 a1 "$body" "" "transaction: false"
    migrate upgrade a1
    pids=()
    for _ in 1 2 3 4 5 6; do
        "$MIGRATE" upgrade head 2>>err &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    same "25 25" "$(sql "SELECT count(*) || ' ' || count(DISTINCT n) FROM ledger")"
    same b2 "$(rows)"
    same 1 "$(sql "SELECT count(*) FROM alembic_version_log WHERE revision = 'b2'")"
}

@test "a resumed step has the session that its done statements set" {
    if [ "$ENGINE" = sqlite ]; then
        sqlite3 x.db "CREATE TABLE src (a); INSERT INTO src VALUES (7)"
        script a1 "" "CREATE TABLE t (a integer);
ATTACH 'x.db' AS x;
INSERT INTO nosuch VALUES (1);
INSERT INTO t SELECT a FROM x.src;" "" "transaction: false"
        fails 5 "2 are done" migrate upgrade head
        sql "CREATE TABLE nosuch (a)"
        migrate upgrade head
        same 7 "$(sql "SELECT a FROM t")"
    else
        sql "CREATE SCHEMA app; CREATE TABLE app.t (a integer); CREATE TABLE public.t (a integer)"
        script a1 "" "SET search_path = app;
INSERT INTO t VALUES (1);
INSERT INTO public.nosuch VALUES (1);
INSERT INTO t VALUES (2);" "" "transaction: false"
        fails 5 "2 are done" migrate upgrade head
        sql "CREATE TABLE public.nosuch (a integer)"
        migrate upgrade head
        same 2 "$(sql "SELECT count(*) FROM app.t")"
        same 0 "$(sql "SELECT count(*) FROM public.t")"
    fi
}

@test "a step that made a temporary table is not resumed without it" {
    sql "CREATE TABLE t (a integer)"
    sql "INSERT INTO t VALUES (1)"
    script a1 "" "CREATE TEMP TABLE t (a integer);
INSERT INTO nosuch VALUES (1);
DELETE FROM t;" "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    sql "CREATE TABLE nosuch (a integer)"
    fails 5 "it ended with the session" migrate upgrade head
    same 1 "$(sql "SELECT count(*) FROM t")"
}

@test "a savepoint of a script does not stand in the way of ours" {
    table a1 ""
    script b2 a1 "INSERT INTO t_a1 VALUES (1); SAVEPOINT migrate_step; INSERT INTO nosuch VALUES (1);" ""
    table c3 b2
    fails 1 "nosuch" migrate upgrade head
    same 0 "$(sql "SELECT count(*) FROM t_a1")"
    same a1 "$(rows)"
}

@test "a script that moves the version rows itself is told so, and not run for ever" {
    sql "CREATE TABLE runs (a integer)"
    table a1 ""
    script b2 a1 "UPDATE alembic_version SET version_num = 'b2' WHERE version_num = 'a1';" ""
    migrate upgrade a1
    fails 1 "does the script itself change" migrate upgrade head
    grep -q "versions/b2.sql" err
    same a1 "$(rows)"
}

@test "a signal in a step outside a transaction ends with 5 and the truth" {
    if [ "$ENGINE" = sqlite ]; then
        slow="SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000000) SELECT i FROM n);"
    else
        slow="SELECT pg_sleep(20);"
    fi
    script a1 "" "CREATE TABLE ledger (n integer);
INSERT INTO ledger VALUES (1);
$slow
INSERT INTO ledger VALUES (2);" "" "transaction: false"
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    for _ in $(seq 100); do grep -q "SELECT" err && break; sleep 0.05; done
    sleep 0.3
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    same 5 "$status"
    grep -q "2 are done" err
    same "failed 2" "$(sql "SELECT state || ' ' || statements_done FROM alembic_version_log")"
    sed -i '/^SELECT /d' versions/a1.sql
    migrate upgrade head
    same "1 2" "$(sql "SELECT n FROM ledger ORDER BY n" | paste -sd' ' -)"
}

@test "with one transaction no step is told of before it is committed" {
    table a1 ""
    script b2 a1 "INSERT INTO nosuch VALUES (1);" ""
    fails 1 "the 1 step before it is rolled back too" migrate upgrade head --transaction run
    ! grep -q "upgrade <base> -> a1" err
    ! migrate upgrade head --transaction run --json >out 2>/dev/null
    ! grep -q step_done out
}

@test "SQLite: a group that cannot be committed is not told of" {
    [ "$ENGINE" = sqlite ] || skip
    table a1 ""
    script b2 a1 "CREATE TEMP TABLE x (a); CREATE TABLE t_b2 (a);" ""
    table c3 b2
    sql "CREATE TABLE held (a)"
    printf 'database:\n  run_lock_timeout: 300ms\n' >migrate.yaml
    { echo "BEGIN; SELECT * FROM held;"; sleep 3; } | sqlite3 test.db &
    sleep 0.4
    fails 4 "database is locked" migrate upgrade head
    ! grep -q -- "-> a1" err
    wait
    ! has_table t_a1
    migrate upgrade head
    same c3 "$(rows)"
    same 3 "$(sql "SELECT count(*) FROM alembic_version_log")"
}

@test "PostgreSQL: Alembic beside a step that inserts its row" {
    [ "$ENGINE" = postgresql ] || skip
    sql "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    sql "CREATE TABLE ledger (step text)"
    script a1 "" "SELECT pg_sleep(1.5); INSERT INTO ledger VALUES ('a1');" ""
    script b2 a1 "INSERT INTO ledger VALUES ('b2');" ""
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    sleep 0.5
    # What Alembic does meanwhile, which knows nothing of our lock.
    sql "BEGIN; INSERT INTO ledger VALUES ('a1'); INSERT INTO alembic_version VALUES ('a1'); INSERT INTO ledger VALUES ('b2'); UPDATE alembic_version SET version_num = 'b2'; COMMIT"
    wait $pid
    same "a1 b2" "$(sql "SELECT step FROM ledger ORDER BY step" | paste -sd' ' -)"
    same b2 "$(rows)"
}

@test "PostgreSQL: a failed concurrent index is never taken for done" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1);" ""
    script b2 a1 "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ti ON t (a);" "" "transaction: false"
    fails 5 "could not create unique index" migrate upgrade head
    fails 5 "could not create unique index" migrate upgrade head
    same a1 "$(rows)"
    sql "DELETE FROM t"
    migrate upgrade head
    same b2 "$(rows)"
    same t "$(sql "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ti'::regclass")"
}

@test "PostgreSQL: a concurrent index waits longer than lock_timeout" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE t (a integer);" ""
    script b2 a1 "CREATE INDEX CONCURRENTLY ti ON t (a);" "" "transaction: false"
    printf 'database:\n  lock_timeout: 200ms\n' >migrate.yaml
    migrate upgrade a1
    psql -qX -c "BEGIN" -c "INSERT INTO t VALUES (9)" -c "SELECT pg_sleep(1.5)" >/dev/null &
    sleep 0.4
    migrate upgrade head
    wait
    same b2 "$(rows)"
}

@test "PostgreSQL: what a transaction takes at its start does not reach the next step" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "SET default_transaction_isolation = 'serializable'; SET default_transaction_read_only = on;" ""
    script b2 a1 "CREATE TABLE result AS SELECT current_setting('transaction_isolation') AS v;" ""
    script c3 b2 "SELECT 1;" ""
    migrate upgrade head
    same "read committed" "$(sql "SELECT v FROM result")"
}

@test "PostgreSQL: what would take the lock away or change our reading is refused" {
    [ "$ENGINE" = postgresql ] || skip
    while IFS='|' read -r statement message; do
        script a1 "" "$statement" ""
        fails 2 "$message" migrate upgrade head
    done <<'S'
DISCARD ALL;|would free the lock
SELECT pg_advisory_unlock_all();|would free the lock
SET client_encoding = 'LATIN1';|are UTF-8
SET NAMES 'LATIN1';|are UTF-8
S
    script a1 "" "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET NAMES 'utf8';" ""
    migrate upgrade head
}

@test "PostgreSQL: an error at COMMIT names the script" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE p (a integer PRIMARY KEY); CREATE TABLE c (a integer REFERENCES p DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1);" ""
    fails 1 "versions/a1.sql: insert or update on table" migrate upgrade head
    ! has_table p
}

@test "PostgreSQL: a version table without a key, with a row twice" {
    [ "$ENGINE" = postgresql ] || skip
    three
    sql "CREATE TABLE alembic_version (version_num VARCHAR(32)); INSERT INTO alembic_version VALUES ('a1'), ('a1')"
    fails 1 "are not as planned" migrate upgrade head
    same "a1 a1" "$(rows)"
}

@test "of a step that was mended and resumed the log keeps what ran in the end" {
    table a1 ""
    sql "CREATE TABLE important (n integer)"
    script b2 a1 "CREATE TABLE tb1 (n integer); CREATE TABLE important (n integer);" "DROP TABLE important; DROP TABLE tb1;" "transaction: false"
    fails 5 "important" migrate upgrade head
    sed -i 's/important/other/' versions/b2.sql
    migrate upgrade head
    migrate check
    table c3 b2
    migrate upgrade head
    migrate downgrade b2
    rm versions/b2.sql versions/c3.sql
    migrate downgrade a1
    has_table important
    ! has_table other
}

@test "repair leaves the journal of a half-done step alone" {
    script a1 "" "CREATE TABLE n (x integer); INSERT INTO n VALUES (0);" "UPDATE n SET x = x + 1; DROP TABLE nope;" "transaction: false"
    migrate upgrade head
    fails 5 "nope" migrate downgrade base
    sed -i 's/DROP TABLE nope/SELECT 1/' versions/a1.sql
    fails 3 "1 finding" migrate check
    migrate repair a1
    fails 3 "1 finding" migrate check
    migrate downgrade base
    same 1 "$(sql "SELECT x FROM n")"
}

@test "a script spliced in below an applied one is not passed over in silence" {
    table a1 ""
    table b2 a1
    migrate upgrade head
    table ab a1
    sed -i 's/parents: .*/parents: [ab]/' versions/b2.sql
    fails 3 "b2 has other parents" migrate upgrade head
    fails 2 "ab stands below b2 now and would count as applied, but as far as the log knows it never ran" migrate repair b2
    ! has_table t_ab
    sed -i 's/parents: .*/parents: [a1]/' versions/b2.sql
    migrate upgrade heads
    has_table t_ab
}

@test "downgrade tells of edits to what it runs, and only of those" {
    three
    migrate upgrade head
    sed -i 's/t_c3/t_b2/' versions/c3.sql
    sed -i 's/a integer/a text/' versions/a1.sql
    migrate downgrade -1 --dry-run 2>err
    grep -q "c3.sql: notice: c3 was edited after it was applied" err
    ! grep -q "a1 was edited" err
}

@test "a stamp ends what the log knew before" {
    three
    migrate upgrade head
    migrate stamp a1
    sed -i 's/a integer/a bigint/' versions/b2.sql
    migrate stamp c3
    migrate check
}

@test "an id that is too long for the table bars no way down" {
    [ "$ENGINE" = sqlite ] || skip "PostgreSQL holds none"
    long=a123456789012345678901234567890123456789
    table $long ""
    table c3 $long
    sql "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY); INSERT INTO alembic_version VALUES ('c3'); CREATE TABLE t_c3 (a integer); CREATE TABLE t_$long (a integer)"
    migrate downgrade -1
    same $long "$(rows)"
    migrate downgrade base
}
