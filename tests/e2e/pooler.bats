load helper

ONLY=postgresql

# pooler MODE: a PgBouncer before the server, which DATABASE_URL leads to; DIRECT_URL does
# not.
pooler() {
    folder=$(mktemp -d "$MIGRATE_TEST_SERVER/pooler.XXXXXX")
    cat >"$folder/ini" <<E
[databases]
* = host=$PGHOST user=migrate
[pgbouncer]
pool_mode = $1
listen_addr =
unix_socket_dir = $folder
auth_type = any
server_round_robin = 1
default_pool_size = 4
min_pool_size = 4
logfile = $folder/log
pidfile = $folder/pid
admin_users = migrate
E
    chmod 755 "$folder"
    local as=""
    [ "$(id -u)" != 0 ] || {
        chown -R postgres "$folder"
        as="setpriv --reuid=postgres --regid=postgres --clear-groups"
    }
    $as "$(PATH=$PATH:/usr/sbin command -v pgbouncer)" -q -d "$folder/ini"
    DIRECT_URL=$DATABASE_URL
    export DATABASE_URL="postgresql://migrate@/$DATABASE?host=$folder&port=6432"
}

teardown() {
    [ -z "${folder:-}" ] || kill "$(cat "$folder/pid")"
    [ -n "${DATABASE:-}" ] || return 0
    export PGDATABASE=postgres
    psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

# The settings of a session that the pooler keeps, each on a line.
sessions() {
    for _ in 1 2 3 4; do
        psql -qXAt -h "$folder" -p 6432 -c "SELECT current_setting('search_path'), current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('synchronous_commit')"
    done | sort -u
}

@test "through PgBouncer in transaction mode: up, down, and nothing is left in its sessions" {
    pooler transaction
    before=$(sessions)
    script a1 "" "SET search_path = pg_temp, public; SET statement_timeout = 12345; CREATE TABLE public.a (a integer); CREATE TEMP TABLE mine (a integer);" "DROP TABLE a;"
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;"
    script c3 b2 "CREATE TABLE c (a integer); SELECT 1/0;" ""
    fails 1 "c3.sql:6:" migrate upgrade head
    same "b2" "$(rows)"
    same "$before" "$(sessions)"
    migrate downgrade base
    same "" "$(rows)"
    ! has_table b
    same "$before" "$(sessions)"
    same 0 "$(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")"
    same 0 "$(sql "SELECT count(*) FROM pg_class WHERE relname = 'mine'")"
}

@test "through PgBouncer: many runs at once, some past it, apply each step once" {
    pooler transaction
    sql "CREATE TABLE ledger (step text)"
    for i in $(seq 9); do
        script "a$i" "$([ "$i" = 1 ] || echo "a$((i - 1))")" "INSERT INTO ledger VALUES ('a$i'); SELECT pg_sleep(0.02);" ""
    done
    pids=()
    for i in $(seq 12); do
        url=$DATABASE_URL
        [ $((i % 3)) != 0 ] || url=$DIRECT_URL
        "$MIGRATE" upgrade head --url "$url" 2>"err$i" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    same "a1 a2 a3 a4 a5 a6 a7 a8 a9" "$(sql "SELECT step FROM ledger ORDER BY step" | paste -sd' ' -)"
    same a9 "$(rows)"
}

@test "through PgBouncer: who waits for the lock says who has it, and not for ever" {
    pooler transaction
    printf 'database:\n  run_lock_timeout: 400ms\n' >migrate.yaml
    script a1 "" "SELECT pg_sleep(3); CREATE TABLE a (a integer);" ""
    "$MIGRATE" upgrade head --url "$DIRECT_URL" 2>/dev/null &
    for _ in $(seq 60); do
        [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3)%' AND state = 'active' AND pid <> pg_backend_pid()")" = 0 ] || break
        sleep 0.05
    done
    fails 4 "another run holds the lock: pid " migrate upgrade head
    grep -q "user migrate, migrate .* on .*, from a local socket" err
    wait
    same a1 "$(rows)"
}

@test "through PgBouncer: no step outside a transaction, but with direct_url" {
    for mode in transaction session; do
        [ -z "${folder:-}" ] || kill "$(cat "$folder/pid")"
        pooler $mode
        script a1 "" "CREATE TABLE IF NOT EXISTS t (a integer);" ""
        script b2 a1 "CREATE INDEX CONCURRENTLY i ON t (a);" "" "transaction: false"
        fails 2 "b2.sql:6:1: this step runs outside a transaction, but a pooler" migrate upgrade head
        grep -q "hint: set database.direct_url" err
        ! has_table t
        export DATABASE_URL=$DIRECT_URL
    done
    DATABASE_URL="postgresql://migrate@/$DATABASE?host=$folder&port=6432"
    MIGRATE_DIRECT_URL=$DIRECT_URL migrate upgrade head
    same b2 "$(rows)"
}

@test "through PgBouncer: a COMMIT in doubt is waited for" {
    pooler transaction
    script a1 "" "CREATE TABLE t (a integer); CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3); RETURN NULL; END'; CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow(); INSERT INTO t VALUES (1);" ""
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 200); do
        [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%COMMIT'")" = 0 ] || break
        sleep 0.02
    done
    kill -9 "$(cat "$folder/pid")"
    rm -f "$folder"/pid "$folder"/.s.PGSQL.*
    local as=""
    [ "$(id -u)" != 0 ] || as="setpriv --reuid=postgres --regid=postgres --clear-groups"
    $as "$(PATH=$PATH:/usr/sbin command -v pgbouncer)" -q -d "$folder/ini"
    status=0
    wait $pid || status=$?
    cat err
    # The server ends a transaction whose client is gone, or commits it: we must say which.
    if [ $status = 0 ]; then same a1 "$(rows)"; else
        same 1 $status
        sleep 4
        same "" "$(sql "SELECT to_regclass('alembic_version')")"
    fi
}

@test "the general direct_url is not that of another database" {
    cat >migrate.yaml <<E
database:
  url: sqlite:///a.db
  direct_url: sqlite:///direct.db
environments:
  own:
    database: {url: "sqlite:///own.db"}
  both:
    database: {direct_url: "sqlite:///both.db", url: "sqlite:///c.db"}
E
    table a1 ""
    env -u DATABASE_URL "$MIGRATE" upgrade head
    [ -e direct.db ] && [ ! -e a.db ]
    env -u DATABASE_URL "$MIGRATE" -n own upgrade head
    [ -e own.db ]
    env -u DATABASE_URL "$MIGRATE" -n both upgrade head
    [ -e both.db ] && [ ! -e c.db ]
    rm direct.db
    MIGRATE_DIRECT_URL=sqlite:///direct.db env -u DATABASE_URL "$MIGRATE" -n own downgrade base
    [ ! -e direct.db ]
    printf 'database: {url: "sqlite:///a.db", direct_url: "${UNSET}"}\n' >other.yaml
    DATABASE_URL=sqlite:///variable.db migrate -c other.yaml current
    fails 2 "the variable UNSET is not set" env -u DATABASE_URL "$MIGRATE" -c other.yaml current
    DATABASE_URL=sqlite:///variable.db migrate upgrade head
    MIGRATE_DIRECT_URL=sqlite:///direct.db migrate upgrade head --url sqlite:///flag.db
    [ -e variable.db ] && [ -e flag.db ] && [ ! -e direct.db ]
}

@test "a lock that a script frees is missed, and each step still has one" {
    script a1 "" "CREATE TABLE a (a integer); SELECT pg_advisory_unlock((classid::bigint << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND mode = 'ExclusiveLock' LIMIT 1;" ""
    script b2 a1 "CREATE TABLE b (held integer); INSERT INTO b SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();" ""
    migrate upgrade head 2>err
    grep -q "warning: the lock of this run was gone before its end" err
    same b2 "$(rows)"
    same 1 "$(sql "SELECT held FROM b")"
}
