load helper

ONLY=postgresql

# terminate WHAT: the server ends our session when it is at a statement like that.
terminate() {
    for _ in $(seq 200); do
        [ -z "$(psql -qXAt -d postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name LIKE 'migrate%' AND wait_event = '$1'")" ] || return 0
        sleep 0.02
    done
    return 1
}

# The server commits, and then waits for a standby that never comes.
standby() {
    psql -qX -d postgres -c "ALTER SYSTEM SET synchronous_standby_names = '$1'" -c "SELECT pg_reload_conf()" >/dev/null
    sleep 0.2
}

teardown() {
    [ -n "${DATABASE:-}" ] || return 0
    export PGDATABASE=postgres
    standby ""
    psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

@test "a COMMIT whose answer was lost: another connection shows that it happened" {
    table a1 ""
    for mode in revision run; do
        standby nobody
        "$MIGRATE" upgrade head --transaction $mode 2>err &
        pid=$!
        terminate SyncRep
        wait $pid
        grep -q "a1.sql: notice: the connection was lost; another one shows that the step is done" err
        grep -q "\[1/1\] upgrade <base> -> a1" err
        same a1 "$(rows)"
        standby ""
        migrate downgrade base
    done
}

@test "a COMMIT that was lost and did not happen is told as that" {
    script a1 "" "CREATE TABLE t (a integer); CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END'; CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow(); INSERT INTO t VALUES (1);" ""
    for mode in revision run; do
        "$MIGRATE" upgrade head --transaction $mode 2>err &
        pid=$!
        terminate PgSleep
        status=0
        wait $pid || status=$?
        same 1 "$status"
        grep -q "hint: another connection shows that the step was rolled back, and the database at base; run again" err
        ! has_table t
    done
}

@test "a journal whose COMMIT was lost is read again" {
    script a1 "" "CREATE TABLE t (a integer);" "DROP TABLE t;" "transaction: false"
    standby nobody
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    terminate SyncRep # the entry of the beginning
    status=0
    wait $pid || status=$?
    standby ""
    same 1 "$status"
    grep -q "hint: another connection shows that nothing is done; run again" err
    same "started 0" "$(sql "SELECT state || ' ' || statements_done FROM alembic_version_log")"
    migrate upgrade head
    same a1 "$(rows)"
}

@test "another run that takes over meanwhile: each step still once" {
    sql "CREATE TABLE ledger (s text)"
    for mode in true false; do
        script a1 "" "INSERT INTO ledger VALUES ('a1'); SELECT pg_sleep(2);" "" "transaction: $mode"
        script b2 a1 "INSERT INTO ledger VALUES ('b2');" "" "transaction: false"
        "$MIGRATE" upgrade head 2>err.a &
        a=$!
        sleep 0.5
        "$MIGRATE" upgrade head 2>err.b &
        b=$!
        sleep 0.5
        psql -qXAt -d postgres -c "ALTER DATABASE $DATABASE ALLOW_CONNECTIONS false" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE' AND query LIKE '%pg_sleep(2)%' AND application_name LIKE 'migrate%' AND state = 'active'" >/dev/null
        wait $b
        psql -qX -d postgres -c "ALTER DATABASE $DATABASE ALLOW_CONNECTIONS true"
        status=0
        wait $a || status=$?
        cat err.a
        [ $status = 0 ] || [ $status = 1 ]
        same "a1 b2" "$(sql "SELECT s FROM ledger ORDER BY s" | paste -sd' ' -)"
        same b2 "$(rows)"
        same 0 "$(sql "SELECT count(*) FROM alembic_version_log WHERE state <> 'done'")"
        sql "DELETE FROM ledger; DELETE FROM alembic_version; DELETE FROM alembic_version_log"
    done
}

@test "--wait waits for a server that is starting, and no longer" {
    fails 1 "cannot connect" migrate current --url "postgresql://migrate@/x?host=$PWD/nowhere"
    grep -q -- "--wait" err
    from=$(date +%s%3N)
    fails 1 "cannot connect" migrate current --wait 1s --url "postgresql://migrate@/x?host=$PWD/nowhere"
    took=$(($(date +%s%3N) - from))
    [ $took -ge 1000 ] && [ $took -lt 3000 ]
    grep -q "waiting: the server takes no connections yet" err
    # A database that is not there will not come.
    from=$(date +%s%3N)
    fails 1 "does not exist" migrate current --wait 20s --url "postgresql://migrate@/nosuch?host=$PGHOST"
    [ $(($(date +%s%3N) - from)) -lt 5000 ]
    ln -s "$PGHOST" later.tmp
    (sleep 1 && mv later.tmp later) &
    table a1 ""
    migrate upgrade head --wait 20s --url "postgresql://migrate@/$DATABASE?host=$PWD/later"
    same a1 "$(rows)"
}

# The server's programs do not run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
    else
        "$@"
    fi
}

@test "a failover to the standby: the run says where it stands, and the next one finishes" {
    two=$(mktemp -d "$MIGRATE_TEST_SERVER/two.XXXXXX")
    chmod 755 "$two"
    [ "$(id -u)" != 0 ] || chown postgres "$two"
    ctl="$MIGRATE_TEST_PGBIN/pg_ctl"
    as_owner "$MIGRATE_TEST_PGBIN/initdb" -D "$two/a" -U migrate -A trust -N --no-locale >/dev/null
    as_owner "$ctl" -D "$two/a" -w -l "$two/a.log" -o "-k '$two' -c listen_addresses='' -c fsync=off -p 7001" start >/dev/null
    as_owner "$MIGRATE_TEST_PGBIN/pg_basebackup" -h "$two" -p 7001 -U migrate -D "$two/b" -R -X stream -c fast
    as_owner "$ctl" -D "$two/b" -w -l "$two/b.log" -o "-k '$two' -c listen_addresses='' -c fsync=off -p 7002" start >/dev/null
    url="postgresql://migrate@/postgres?host=$two,$two&port=7001,7002&target_session_attrs=read-write"
    table a1 ""
    script b2 a1 "CREATE TABLE ledger (a integer); INSERT INTO ledger VALUES (1); SELECT pg_sleep(2);" ""
    "$MIGRATE" upgrade head --url "$url" 2>err &
    pid=$!
    sleep 1.2
    as_owner "$ctl" -D "$two/a" -m immediate stop >/dev/null
    (sleep 1; as_owner "$ctl" -D "$two/b" -w promote >/dev/null) &
    status=0
    wait $pid || status=$?
    wait
    stop() { as_owner "$ctl" -D "$two/b" -m immediate stop >/dev/null; }
    grep -q "hint: another connection shows that the step was rolled back, and the database at a1; run again" err || { stop; cat err >&2; false; }
    [ $status = 1 ] || { stop; false; }
    migrate upgrade head --url "$url" --wait 10s || { stop; false; }
    found=$(psql -qXAt -h "$two" -p 7002 -d postgres -c "SELECT version_num, (SELECT count(*) FROM ledger), (SELECT count(*) FROM t_a1) FROM alembic_version")
    stop
    same "b2|1|0" "$found"
}
