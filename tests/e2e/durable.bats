load helper

ONLY=postgresql

# A server of its own, which can be killed: its log of writes goes to the disk only when a
# COMMIT waits for that, or every ten seconds.
setup_file() {
    [ "${MIGRATE_TEST_URL#sqlite:}" = "$MIGRATE_TEST_URL" ] || skip
    export OWN="$BATS_FILE_TMPDIR/s"
    mkdir -p "$OWN"
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" 2>/dev/null || true
    OWN=$(mktemp -d /tmp/migrate-durable.XXXXXX)
    export OWN
    if [ "$(id -u)" = 0 ]; then chown postgres "$OWN"; fi
    as_owner "$MIGRATE_TEST_PGBIN/initdb" -D "$OWN/data" -U migrate -A trust -E UTF8 --no-locale -N >/dev/null
    start
}

teardown_file() {
    [ -n "${OWN:-}" ] || return 0
    as_owner "$MIGRATE_TEST_PGBIN/pg_ctl" -D "$OWN/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$OWN"
}

as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups env HOME="$OWN" "$@"
    else
        "$@"
    fi
}

start() {
    as_owner "$MIGRATE_TEST_PGBIN/pg_ctl" -D "$OWN/data" -w -t 60 -l "$OWN/log" -o \
        "-k '$OWN' -c listen_addresses='' -c wal_writer_delay=10s -c wal_writer_flush_after=0 -c checkpoint_timeout=1h $1" start >/dev/null
}

# kill -9 of the whole server, and another one over what is on its disk.
crash() {
    local pid
    pid=$(head -n 1 "$OWN/data/postmaster.pid")
    pkill -9 -P "$pid" || true
    kill -9 "$pid"
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    sleep 0.2
    start ""
}

own() {
    PGHOST=$OWN PGDATABASE=postgres psql -qXAt "$@"
}

setup() {
    export LC_ALL=C.UTF-8 NO_COLOR=1
    unset MIGRATE_ENV MIGRATE_VERSIONS
    cd "$BATS_TEST_TMPDIR"
    mkdir versions
    ENGINE=postgresql
    export DATABASE_URL="postgresql://migrate@/postgres?host=$OWN"
    own -c "DROP TABLE IF EXISTS alembic_version, alembic_version_log, t_a1, t_b2, t_c3 CASCADE"
    own -c "ALTER DATABASE postgres RESET ALL" -c "ALTER ROLE migrate RESET ALL"
    own -c "CHECKPOINT"
}

teardown() { :; }

# survives COMMAND...: it ends well, the server is killed at once, and what was told is there.
survives() {
    "$MIGRATE" "$@"
    crash
    same "$expected" "$(own -c "SELECT version_num FROM alembic_version")"
}

@test "the last commit of a run is on the disk, whatever script, role and database say" {
    table a1 ""
    table b2 a1
    script c3 b2 "SET synchronous_commit = off; CREATE TABLE t_c3 (a integer);" "SET LOCAL synchronous_commit = off; DROP TABLE t_c3;"
    for options in "" --no-pipeline "--transaction run"; do
        expected=c3
        # shellcheck disable=SC2086
        survives upgrade head $options
        expected=b2
        # shellcheck disable=SC2086
        survives downgrade -1 $options
        own -c "ALTER DATABASE postgres SET synchronous_commit = off" -c "ALTER ROLE migrate SET synchronous_commit = off"
        expected=a1
        # shellcheck disable=SC2086
        survives downgrade -1 $options
        expected=c3
        survives stamp c3
        expected=a1
        survives stamp a1
        migrate downgrade base
        own -c "ALTER DATABASE postgres RESET ALL" -c "ALTER ROLE migrate RESET ALL"
    done
}

@test "a step outside a transaction is on the disk at its end" {
    own -c "ALTER ROLE migrate SET synchronous_commit = off"
    script a1 "" $'CREATE TABLE t_a1 (a integer);\nCREATE INDEX CONCURRENTLY i ON t_a1 (a);\nINSERT INTO t_a1 VALUES (1);' "" "transaction: false"
    expected=a1
    survives upgrade head
    same 1 "$(own -c "SELECT a FROM t_a1")"
}

@test "durability: step brings each step to the disk, and remote waits for a standby" {
    own -c "ALTER ROLE migrate SET synchronous_commit = off"
    table a1 ""
    script b2 a1 "SET synchronous_commit = off; SELECT pg_sleep(30);" ""
    echo "database: {durability: step}" >migrate.yaml
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 200); do grep -q "a1" err && break; sleep 0.02; done
    sleep 0.2
    crash
    wait $pid || true
    same a1 "$(own -c "SELECT version_num FROM alembic_version")"
    sed -i 's/SELECT pg_sleep(30)/SELECT 1/' versions/b2.sql
    echo "database: {durability: remote}" >migrate.yaml
    fails 2 "synchronous_standby_names" migrate upgrade head
    same a1 "$(own -c "SELECT version_num FROM alembic_version")"
}
