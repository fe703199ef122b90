load helper

ONLY=postgresql

# holds SECONDS: another session has the table t for so long; returns when it has it.
holds() {
    PGAPPNAME=reporting psql -qXAt -c "BEGIN; LOCK TABLE t IN ACCESS SHARE MODE; SELECT pg_sleep($1)" >/dev/null &
    for _ in $(seq 100); do
        [ "$(sql "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND granted")" = 1 ] && return
        sleep 0.05
    done
    return 1
}

start() {
    printf 'database:\n  lock_timeout: %s\n' "$1" >migrate.yaml
    sql "CREATE TABLE t (a integer)"
    script a1 "" "CREATE TABLE other (a integer); INSERT INTO other VALUES (1); ALTER TABLE t ADD COLUMN b integer;" ""
}

@test "a step that gets no lock is rolled back and tried again" {
    start 300ms
    holds 2
    migrate upgrade head 2>err
    grep -q "a1.sql: retry 1 of 10 in 0.[0-9] s: canceling statement due to lock timeout" err
    grep -q "waiting: AccessExclusiveLock of t is wanted; pid [0-9]* (migrate, reporting) has AccessShareLock, is active for [0-9]* s: BEGIN$" err
    same 1 "$(sql "SELECT count(*) FROM other")"
    same a1 "$(rows)"
    wait
}

@test "when the tries are used up the blocker is named, and nothing stays" {
    start 300ms
    echo "  lock_retries: 2" >>migrate.yaml
    holds 5
    fails 4 "canceling statement due to lock timeout (55P03)" migrate upgrade head
    same 2 "$(grep -c "retry [12] of 2" err)"
    grep -q "^  AccessExclusiveLock of t is wanted; pid [0-9]* (migrate, reporting) has AccessShareLock" err
    same 2 "$(migrate upgrade head --json 2>/dev/null | grep -c '"event":"retry","revision":"a1","retry":[12],"retries":2' || true)"
    ! has_table other
    same "" "$(sql "SELECT to_regclass('alembic_version')")"
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reporting'" >/dev/null
    wait || true
}

@test "what reads the table waits behind us no longer than lock_timeout" {
    start 400ms
    holds 3
    "$MIGRATE" upgrade head 2>err &
    worst=0
    for _ in $(seq 12); do
        from=$(date +%s%3N)
        sql "SELECT count(*) FROM t" >/dev/null
        took=$(($(date +%s%3N) - from))
        [ $took -le $worst ] || worst=$took
    done
    wait
    echo "# longest wait of a reader: $worst ms" >&3
    [ $worst -lt 1500 ]
    same a1 "$(rows)"
}

@test "a deadlock is tried again too" {
    start 5s
    sql "CREATE TABLE u (a integer)"
    script a1 "" "LOCK TABLE t IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1); LOCK TABLE u IN ACCESS EXCLUSIVE MODE;" ""
    psql -qX -c "BEGIN; LOCK TABLE u IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.7); SET deadlock_timeout = '10s'; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; COMMIT" >/dev/null 2>&1 &
    sleep 0.2
    migrate upgrade head 2>err
    grep -q "retry 1 of 10 .* deadlock detected" err
    same a1 "$(rows)"
    wait
}

@test "the server's list of sessions tells the host and the CI run" {
    script a1 "" "CREATE TABLE seen AS SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid();" ""
    env -u CI_JOB_URL -u BUILD_URL -u BUILDKITE_BUILD_URL -u CIRCLE_BUILD_URL GITHUB_RUN_ID=4711 "$MIGRATE" upgrade head
    [[ $(sql "SELECT * FROM seen") == "migrate "*" on $(hostname) for 4711" ]]
}

@test "who asks for the blocker cannot hold the run up" {
    start 20s
    holds 4
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 60); do
        monitor=$(sql "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_blocking_pids%' AND application_name LIKE 'migrate%'")
        [ -z "$monitor" ] || break
        sleep 0.1
    done
    kill -STOP "$monitor"
    for _ in $(seq 80); do
        kill -0 $pid 2>/dev/null || break
        sleep 0.1
    done
    ended=yes
    kill -0 $pid 2>/dev/null && ended=no
    kill -CONT "$monitor" || true
    wait $pid
    same yes $ended
    same a1 "$(rows)"
}

@test "of another session's statement only the first words are told" {
    start 300ms
    PGAPPNAME=reporting psql -qXAt >/dev/null <<'S' &
BEGIN;
LOCK TABLE t IN ACCESS SHARE MODE;
CREATE ROLE bob PASSWORD 'hunter2';
SELECT pg_sleep(0.1) \; CREATE ROLE alice PASSWORD 'hunter3';
\! sleep 3
ROLLBACK;
S
    sleep 1
    migrate upgrade head 2>err
    ! grep -q hunter err
    grep -q "waiting: AccessExclusiveLock of t is wanted" err
    wait
}
