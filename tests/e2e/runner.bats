load helper

# A statement that takes about so many seconds.
slow() {
    if [ "$ENGINE" = sqlite ]; then
        echo "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $(($1 * 4000000))) SELECT count(*) FROM n;"
    else
        echo "SELECT pg_sleep($1);"
    fi
}

# Waits until the slow step of a background run is under way.
wait_for_step() {
    for _ in $(seq 100); do
        [ -f err ] && grep -q "$1" err && return
        sleep 0.05
    done
    return 1
}

long_history() {
    script a1 "" "CREATE TABLE ledger (step text); INSERT INTO ledger VALUES ('a1');" ""
    script b2 a1 "INSERT INTO ledger VALUES ('b2'); $(slow "$1")" ""
    script c3 b2 "INSERT INTO ledger VALUES ('c3');" ""
}

ledger() {
    sql "SELECT step FROM ledger ORDER BY step" | paste -sd' ' -
}

@test "a signal stops the statement, rolls the step back and is passed on" {
    long_history 30
    for signal in INT:130 TERM:143 HUP:129; do
        # A shell lets its background jobs ignore SIGINT, and we respect that.
        env --default-signal=INT "$MIGRATE" upgrade head -v 2>err &
        pid=$!
        wait_for_step "'b2'"
        sleep 0.3
        kill -"${signal%:*}" $pid
        status=0
        wait $pid || status=$?
        same "${signal#*:}" "$status"
        grep -q "interrupted by SIG${signal%:*}" err
        same a1 "$(rows)"
        same a1 "$(ledger)"
        migrate downgrade base
        sql "DROP TABLE ledger"
        rm err
    done
}

@test "kill -9: the lock is gone, the rows are true, the next run goes on" {
    long_history 2
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    wait_for_step "'b2'"
    sleep 0.2
    kill -9 $pid
    wait $pid || true
    # SQLite's steps share a transaction for a while: a1 may be gone too, but whole.
    if has_table alembic_version; then
        same "$(rows)" "$(ledger)"
    else
        same sqlite "$ENGINE"
        ! has_table ledger
    fi
    migrate upgrade head
    same c3 "$(rows)"
    same "a1 b2 c3" "$(ledger)"
    same 3 "$(sql "SELECT count(*) FROM alembic_version_log")"
}

@test "with durability: step each step is on disk before the next begins" {
    echo "database: {durability: step}" >migrate.yaml
    long_history 2
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    wait_for_step "'b2'"
    sleep 0.2
    kill -9 $pid
    wait $pid || true
    same a1 "$(rows)"
    same a1 "$(ledger)"
    migrate upgrade head
    same "a1 b2 c3" "$(ledger)"
}

@test "many runs at once apply each step once" {
    script a1 "" "CREATE TABLE ledger (step text); INSERT INTO ledger VALUES ('a1');" ""
    previous=a1
    for i in 1 2 3 4 5 6 7 8 9; do
        script "r$i" $previous "INSERT INTO ledger VALUES ('r$i');" ""
        previous=r$i
    done
    pids=()
    for _ in 1 2 3 4 5 6 7 8; do
        "$MIGRATE" upgrade head 2>>err &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    same "a1 r1 r2 r3 r4 r5 r6 r7 r8 r9" "$(ledger)"
    same r9 "$(rows)"
    same 10 "$(sql "SELECT count(*) FROM alembic_version_log")"
}

@test "a run that cannot have the lock says who holds it" {
    long_history 4
    printf 'database:\n  run_lock_timeout: 300ms\n' >migrate.yaml
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    wait_for_step "'b2'"
    if [ "$ENGINE" = sqlite ]; then
        fails 4 "database is locked" migrate upgrade head
    else
        fails 4 "another run holds the lock: pid " migrate upgrade head
        grep -q "migrate $(migrate --version | cut -d' ' -f2)" err
    fi
    wait $pid
    same "a1 b2 c3" "$(ledger)"
}

@test "a run that has nothing to do takes no lock" {
    table a1 ""
    migrate upgrade head
    printf 'database:\n  run_lock_timeout: 0\n' >migrate.yaml
    if [ "$ENGINE" = sqlite ]; then
        { echo "BEGIN IMMEDIATE;"; sleep 1; } | sqlite3 test.db &
        sleep 0.3
        migrate upgrade head
        wait
    else
        key=$(psql -qXAt -c "SELECT hashtextextended('migrate public.alembic_version', 0)")
        psql -qXAt -c "SELECT pg_advisory_lock($key), pg_sleep(1)" >/dev/null &
        sleep 0.3
        migrate upgrade head
        table b2 a1
        run migrate upgrade head
        [ "$status" = 4 ]
        wait
    fi
}

@test "a table that is in use is not waited for for ever" {
    [ "$ENGINE" = postgresql ] || skip "SQLite locks whole files"
    table a1 ""
    migrate upgrade head
    script b2 a1 "ALTER TABLE t_a1 ADD COLUMN b integer;" ""
    printf 'database:\n  lock_timeout: 300ms\n  lock_retries: 0\n' >migrate.yaml
    psql -qX -c "BEGIN" -c "LOCK TABLE t_a1 IN ACCESS SHARE MODE" -c "SELECT pg_sleep(3)" >/dev/null &
    sleep 0.5
    fails 4 "canceling statement due to lock timeout (55P03)" migrate upgrade head
    same a1 "$(rows)"
    wait
    migrate upgrade head
}

@test "a statement does not run longer than statement_timeout" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "SELECT pg_sleep(9);" ""
    printf 'database:\n  statement_timeout: 200ms\n' >migrate.yaml
    fails 1 "versions/a1.sql:6:1: canceling statement due to statement timeout (57014)" migrate upgrade head
}

@test "session settings and temporary tables do not reach the next step" {
    if [ "$ENGINE" = sqlite ]; then
        script a1 "" "CREATE TEMP TABLE scratch (a integer); PRAGMA case_sensitive_like = ON;" ""
        script b2 a1 "CREATE TABLE result AS SELECT 'ABC' LIKE 'abc' AS v;" ""
        script c3 b2 "SELECT a FROM scratch;" ""
        fails 1 "no such table: scratch" migrate upgrade head
        same 1 "$(sql "SELECT v FROM result")"
    else
        script a1 "" "SELECT pg_catalog.set_config('search_path', '', false); SET TIME ZONE 'Asia/Tokyo'; SET ROLE pg_monitor; CREATE TEMP TABLE scratch (a integer);" ""
        script b2 a1 "CREATE TABLE result AS SELECT current_setting('search_path') AS v, current_user = session_user AS w;" ""
        script c3 b2 "SELECT a FROM scratch;" ""
        fails 1 'relation "scratch" does not exist' migrate upgrade head
        same '"$user", public|t' "$(sql "SELECT v, w FROM result")"
    fi
    same b2 "$(rows)"
}

@test "a connection that is lost is told, and the next run goes on" {
    [ "$ENGINE" = postgresql ] || skip
    long_history 5
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    wait_for_step "'b2'"
    sleep 0.2
    psql -qXAt -d postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name LIKE 'migrate%'" >/dev/null
    status=0
    wait $pid || status=$?
    same 1 "$status"
    grep -q "terminating connection due to administrator command" err
    grep -q "hint: another connection shows that the step was rolled back, and the database at a1; run again" err
    same a1 "$(rows)"
    script b2 a1 "INSERT INTO ledger VALUES ('b2');" ""
    migrate upgrade head
    same "a1 b2 c3" "$(ledger)"
}

@test "a step outside a transaction goes on at the statement that failed" {
    script a1 "" "CREATE TABLE t (a integer, b integer);" ""
    if [ "$ENGINE" = sqlite ]; then
        body=$'INSERT INTO t VALUES (1, 1);\nVACUUM;\nINSERT INTO nosuch VALUES (1);\nINSERT INTO t VALUES (2, 2);'
    else
        body=$'INSERT INTO t VALUES (1, 1);\nCREATE INDEX CONCURRENTLY i ON t (a);\nINSERT INTO nosuch VALUES (1);\nCREATE INDEX CONCURRENTLY j ON t (b);\nINSERT INTO t VALUES (2, 2);'
    fi
    script b2 a1 "$body" "" "transaction: false"
    fails 5 "versions/b2.sql:9:" migrate upgrade head
    grep -q "2 are done" err
    grep -q "mend statement 3 and run again" err
    same a1 "$(rows)"
    same "failed 2" "$(sql "SELECT state || ' ' || statements_done FROM alembic_version_log WHERE revision = 'b2'")"
    sql "CREATE TABLE nosuch (a integer)"
    migrate upgrade head
    same b2 "$(rows)"
    same "1 2" "$(sql "SELECT a FROM t ORDER BY a" | paste -sd' ' -)"
    same "done" "$(sql "SELECT state FROM alembic_version_log WHERE revision = 'b2'")"
}

@test "of a step outside a transaction only what is done must stay as it was" {
    script a1 "" "CREATE TABLE t (a integer);" ""
    script b2 a1 $'INSERT INTO t VALUES (1);\nINSERT INTO nosuch VALUES (1);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    script b2 a1 $'INSERT INTO t VALUES (7);\nSELECT 1;' "" "transaction: false"
    fails 5 "which were edited since" migrate upgrade head
    same 1 "$(sql "SELECT a FROM t")"
    same a1 "$(rows)"
    script b2 a1 $'insert_is_not_the_same;' "" "transaction: false"
    fails 5 "which were edited since" migrate upgrade head
    script b2 a1 $'-- mended\nINSERT  INTO t\nVALUES (1);\nINSERT INTO t VALUES (2);' "" "transaction: false"
    migrate upgrade head
    same "1 2" "$(sql "SELECT a FROM t ORDER BY a" | paste -sd' ' -)"
}

@test "a stamp or a way down closes a step that stopped half-way" {
    script a1 "" $'CREATE TABLE one (i integer);\nINSERT INTO nowhere VALUES (1);' "DROP TABLE one;" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    migrate stamp head
    migrate downgrade base
    ! has_table one
    sql "CREATE TABLE nowhere (i integer)"
    migrate upgrade head
    has_table one
}

@test "a cancelled statement outside a transaction has a known outcome" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE t (a integer);" ""
    script b2 a1 $'INSERT INTO t VALUES (1);\nREINDEX TABLE CONCURRENTLY t;' "" "transaction: false"
    migrate upgrade a1
    sql "CREATE INDEX i ON t (a)"
    psql -qX -c "BEGIN" -c "INSERT INTO t VALUES (9)" -c "SELECT pg_sleep(2)" >/dev/null &
    sleep 0.4
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    wait_for_step "CONCURRENTLY"
    sleep 0.3
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    same 5 "$status"
    same "failed 1" "$(sql "SELECT state || ' ' || statements_done FROM alembic_version_log WHERE revision = 'b2'")"
    wait
    migrate upgrade head
    same b2 "$(rows)"
}

@test "kill -9 within a statement whose outcome nobody can know" {
    [ "$ENGINE" = postgresql ] || skip "SQLite's statements all have a known outcome"
    script a1 "" "CREATE TABLE t (a integer);" ""
    sql "CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (2); COMMIT; PERFORM pg_sleep(1.5); END'"
    script b2 a1 $'INSERT INTO t VALUES (1);\nCALL p();' "" "transaction: false"
    migrate upgrade a1
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    for _ in $(seq 100); do
        [ "$(sql "SELECT count(*) FROM t WHERE a = 2")" = 0 ] || break
        sleep 0.02
    done
    kill -9 $pid
    wait $pid || true
    fails 5 "versions/b2.sql:8:1: an earlier run was stopped within this statement" migrate upgrade head
    grep -q 'hint: .*"migrate resume --done"' err
    fails 3 "1 finding" migrate check
    grep -q "half-way: 1 of 2 statements are done, and what became of the next one is not known" out
    same a1 "$(rows)"
    migrate resume --done
    same b2 "$(rows)"
    same "1 2" "$(sql "SELECT a FROM t ORDER BY a" | paste -sd' ' -)"
}

@test "a script that is both at once: 2 runs, one up and one down" {
    three
    migrate upgrade head
    for _ in 1 2 3; do
        "$MIGRATE" downgrade base 2>>err &
        first=$!
        "$MIGRATE" upgrade head 2>>err &
        second=$!
        wait $first
        wait $second
    done
    case $(rows) in
    "" | c3) ;;
    *) false ;;
    esac
}
