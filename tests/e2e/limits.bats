load helper

# small COMMAND...: with a disk of 2 MB mounted at ./small.
small() {
    [ "$(id -u)" = 0 ] || skip "mounting needs root"
    mkdir -p small
    unshare -m sh -c 'mount -t tmpfs -o size=2m none small && exec "$@"' sh "$@"
}

can_mount() {
    [ "$(id -u)" = 0 ] || return 1
    mkdir -p try
    unshare -m sh -c 'mount -t tmpfs -o size=1m none try' 2>/dev/null
}

@test "SQLite: a full disk rolls the step back, and says so" {
    [ "$ENGINE" = sqlite ] || skip
    can_mount || skip "cannot mount here"
    table a1 ""
    script b2 a1 "CREATE TABLE big (a blob); INSERT INTO big VALUES (zeroblob(4000000));" "DROP TABLE big;"
    cat >both <<'E'
migrate=$1
"$migrate" upgrade head --url sqlite:///small/full.db 2>err
echo $? >status
sqlite3 small/full.db "PRAGMA integrity_check" >rows
sed -i s/4000000/400/ versions/b2.sql
"$migrate" upgrade head --url sqlite:///small/full.db && sqlite3 small/full.db "SELECT version_num FROM alembic_version" >>rows
E
    small bash both "$MIGRATE"
    same 1 "$(cat status)"
    grep -q "b2.sql:6:.*database or disk is full" err
    grep -q "hint: make room on the disk and run again" err
    # SQLite rolls the steps of the group back too; that is told, and they run again.
    grep -q "the database rolled 1 step before it back too" err
    same "ok b2" "$(paste -sd' ' rows)"
}

@test "SQLite: a read-only file system" {
    [ "$ENGINE" = sqlite ] || skip
    can_mount || skip "cannot mount here"
    table a1 ""
    cat >both <<'E'
"$1" upgrade head --url sqlite:///small/x.db 2>err0 && mount -o remount,ro small
printf -- '-- revision: b2\n-- parents: [a1]\n-- migrate:up\nCREATE TABLE b (a);\n' >versions/b2.sql
"$1" upgrade head --url sqlite:///small/x.db 2>err
echo $? >status
"$1" current --url sqlite:///small/x.db >current
"$1" upgrade head --url sqlite:///small/new.db 2>err2
echo $? >>status
E
    small bash both "$MIGRATE"
    same "1 1" "$(paste -sd' ' status)"
    same a1 "$(cat current)"
    grep -q "attempt to write a readonly database" err
    grep -q "hint: make the file and its folder writable" err
    grep -q "unable to open database file" err2
}

@test "SQLite: a file that another process has locked: 4, and no longer than run_lock_timeout" {
    [ "$ENGINE" = sqlite ] || skip
    table a1 ""
    printf 'database: {run_lock_timeout: 300ms}\n' >migrate.yaml
    sql "CREATE TABLE x (a)"
    mkfifo go
    (printf 'BEGIN EXCLUSIVE;\n.shell touch locked\n'; cat go) | sqlite3 test.db &
    holder=$!
    for _ in $(seq 100); do [ ! -e locked ] || break; sleep 0.02; done
    fails 4 "database is locked" migrate upgrade head
    grep -q "hint: another process is writing to it" err
    echo "ROLLBACK;" >go
    wait $holder
    migrate upgrade head
}

@test "PostgreSQL: no connection is left" {
    [ "$ENGINE" = postgresql ] || skip
    table a1 ""
    sql "CREATE ROLE few_$DATABASE LOGIN CONNECTION LIMIT 0; GRANT ALL ON SCHEMA public TO few_$DATABASE"
    fails 1 "too many connections for role" migrate upgrade head --url "postgresql://few_$DATABASE@/$DATABASE?host=$PGHOST"
    sql "ALTER DATABASE $DATABASE CONNECTION LIMIT 0"
    fails 1 "too many connections for database" migrate upgrade head --url "postgresql://few_$DATABASE@/$DATABASE?host=$PGHOST" || true
    sql "ALTER DATABASE $DATABASE CONNECTION LIMIT -1; DROP OWNED BY few_$DATABASE; DROP ROLE few_$DATABASE"
    migrate upgrade head
}

@test "PostgreSQL: a full disk rolls the step back, and the server lives on" {
    [ "$ENGINE" = postgresql ] || skip
    table a1 ""
    # Of a temporary file the server counts the bytes: the same class of error, 53.
    script b2 a1 "CREATE TABLE b AS SELECT i FROM generate_series(1, 10) i; SELECT count(*) FROM (SELECT i FROM generate_series(1, 3000000) i ORDER BY random()) s;" ""
    sql "ALTER DATABASE $DATABASE SET temp_file_limit = '1MB'; ALTER DATABASE $DATABASE SET work_mem = '64kB'"
    fails 1 "temporary file size exceeds temp_file_limit" migrate upgrade head
    grep -q "(53400)" err
    same a1 "$(rows)"
    ! has_table b
}

@test "a statement of 200 MB" {
    script a1 "" "CREATE TABLE t (a text);" ""
    {
        printf -- '-- revision: b2\n-- parents: [a1]\n\n-- migrate:up\nINSERT INTO t VALUES (length('"'"
        head -c 209715200 /dev/zero | tr '\0' x
        printf "'));\n"
    } >versions/b2.sql
    status=0
    migrate upgrade head 2>err || status=$?
    if [ $status = 0 ]; then
        same 209715200 "$(sql "SELECT a FROM t")"
    else
        # A limit of the program or of the database is told, and nothing is half done.
        grep -qE "b2.sql.*(bigger than|longer than|too big|invalid memory|out of memory)" err
        ! has_table t || same a1 "$(rows)"
    fi
}

@test "10,000 statements in one script" {
    script a1 "" "CREATE TABLE t (a integer);" ""
    script b2 a1 "$(for i in $(seq 10000); do echo "INSERT INTO t VALUES ($i);"; done)" "DELETE FROM t;"
    migrate upgrade head
    same "10000 50005000" "$(sql "SELECT count(*) || ' ' || sum(a) FROM t")"
    migrate downgrade -1
    script c3 a1 "$(for i in $(seq 2000); do echo "INSERT INTO t VALUES ($i);"; done)" "" "transaction: false"
    rm versions/b2.sql
    migrate upgrade head
    same "2000" "$(sql "SELECT count(*) FROM t")"
}

@test "scripts around the size from which they are mapped, not read" {
    parent= ids=
    for size in 65535 65536 65537 69632 131072; do
        script "s$size" "$parent" "CREATE TABLE t$size (a integer);" "DROP TABLE t$size;"
        file="versions/s$size.sql"
        short=$((size - $(stat -c %s "$file") - 5))
        printf -- '\n-- %*s\n' "$short" '' >>"$file"
        same "$size" "$(stat -c %s "$file")"
        parent=s$size ids="s$size $ids"
    done
    migrate upgrade head
    same "s131072 (head)" "$(migrate heads)"
    same "$ids" "$(migrate history | sed -n 's/.* -> \(s[0-9]*\).*/\1/p' | paste -sd' ') "
    migrate check
    migrate downgrade base
    # With neither line end nor room behind the last byte.
    printf -- '\n-- %*s' 4095 '' >>versions/s65536.sql
    truncate -s 69632 versions/s65536.sql
    sed -i 's/\x00/ /g' versions/s65536.sql
    migrate upgrade head
}

@test "a script that is written over while the run goes on is applied as it was" {
    [ "$ENGINE" = postgresql ] || skip "needs a statement that takes its time"
    script a1 "" "SELECT pg_sleep(1.5);" ""
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;"
    printf -- '-- %*s\n' 200000 '' >>versions/b2.sql
    cp versions/b2.sql before
    migrate upgrade head &
    sleep 0.7
    sed 's/TABLE b/TABLE other/' before >after
    cat after >versions/b2.sql
    wait $!
    same 1 "$(sql "SELECT count(*) FROM pg_class WHERE relname = 'b'")"
    same "$(sha256sum <before | cut -d' ' -f1)" \
        "$(sql "SELECT script_sha256 FROM alembic_version_log WHERE revision = 'b2'")"
    run migrate check
    [ "$status" = 3 ]
    [[ $output == *"b2.sql"* ]]
}
