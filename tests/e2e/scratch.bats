load helper
load schema

@test "check --drift compares database, scripts and schema.sql" {
    wanted
    generate "make users"
    migrate upgrade head
    migrate check --drift
    sql "ALTER TABLE users ADD COLUMN secret integer"
    "$MIGRATE" check --drift >out 2>err || same 3 $?
    grep -q "^the database is not what its scripts make" out
    grep -q "column users.secret: not wanted" out
    sed -i 's/age > 0/age > 1/' schema.sql
    "$MIGRATE" check --drift >out 2>err || same 3 $?
    grep -q "^the scripts do not make what schema.sql says" out
    grep -q "2 findings" err
    table b2 "$(migrate heads | cut -d' ' -f1)"
    "$MIGRATE" check --drift >out 2>err || same 3 $?
    grep -q "the database is at .*, not at the head" out
    "$MIGRATE" check --drift --allow-behind >out 2>err || same 3 $?
    ! grep -q "not at the head" out
    "$MIGRATE" check --drift --json | grep -q '"event":"finding"'
}

@test "check --drift needs no more than to read" {
    [ "$ENGINE" = postgresql ] || skip
    wanted
    generate "make users"
    migrate upgrade head
    sql "CREATE ROLE reader_$$ LOGIN; GRANT SELECT ON alembic_version, alembic_version_log TO reader_$$; ALTER ROLE reader_$$ SET default_transaction_read_only = on"
    scratch=$DATABASE_URL
    before=$(sql "SELECT pg_current_xact_id_if_assigned() IS NULL")
    DATABASE_URL="postgresql://reader_$$@/$DATABASE?host=$PGHOST" migrate check --drift --scratch-url "$scratch"
    sql "DROP OWNED BY reader_$$; DROP ROLE reader_$$"
    same t "$before"
}

@test "who may make no databases is told the ways out" {
    [ "$ENGINE" = postgresql ] || skip
    wanted
    sql "CREATE ROLE weak_$$ LOGIN"
    sql "CREATE TABLE there (a integer)"
    weak="postgresql://weak_$$@/$DATABASE?host=$PGHOST"
    fails 2 "the role may not create databases, and the database is not empty" \
        migrate revision --autogenerate -m x --url "$weak"
    grep -q "ALTER ROLE … CREATEDB, or set scratch.url" err
    sql "DROP TABLE there; GRANT CREATE ON SCHEMA public TO weak_$$"
    # An empty database does: all is rolled back.
    generate users --url "$weak"
    ! has_table users
    sql "DROP OWNED BY weak_$$; DROP ROLE weak_$$"
}

@test "dump is loaded into an empty database, and dumps the same" {
    wanted
    generate "make users"
    migrate upgrade head
    sql "INSERT INTO users (id, name, age) VALUES (1, 'it''s', 36), (2, 'b', NULL)"
    migrate dump --data users >dump.sql
    grep -q "^-- revision " dump.sql
    if [ "$ENGINE" = sqlite ]; then
        sqlite3 -bail other.db <dump.sql
        migrate dump --data users --url sqlite:///other.db >again.sql
        same 2 "$(sqlite3 other.db "SELECT count(*) FROM users")"
    else
        psql -qX -c "CREATE DATABASE ${DATABASE}_2"
        psql -qX1 -v ON_ERROR_STOP=1 -d "${DATABASE}_2" -f dump.sql
        migrate dump --data users --url "${DATABASE_URL/$DATABASE/${DATABASE}_2}" >again.sql
        same 2 "$(psql -qXAt -d "${DATABASE}_2" -c "SELECT count(*) FROM users")"
        psql -qX -c "DROP DATABASE ${DATABASE}_2"
    fi
    diff <(grep -v "^-- revision" dump.sql) <(grep -v "^-- revision" again.sql)
    migrate dump -o kept.sql
    migrate dump -o kept.sql
    echo "mine" >mine.sql
    fails 2 "is there, and is no dump" migrate dump -o mine.sql
    same mine "$(cat mine.sql)"
    fails 2 "nowhere" migrate dump --data nowhere || grep -q nowhere err
}

@test "upgrade and downgrade leave the dump that the settings want" {
    printf 'dump: out.sql\n' >migrate.yaml
    three
    migrate upgrade +2
    grep -q "t_b2" out.sql
    migrate downgrade -1
    ! grep -q "t_b2" out.sql
    echo "mine" >out.sql
    fails 2 "out.sql is there, and is no dump" migrate upgrade head
    same a1 "$(rows)"
}

@test "diff of files, revisions and databases, any mix" {
    wanted
    generate "make users"
    migrate upgrade head
    id=$(migrate heads | cut -d' ' -f1)
    same "" "$(migrate diff scripts schema.sql 2>/dev/null)"
    same "" "$(migrate diff database "$id" 2>/dev/null)"
    same "" "$(migrate diff "$DATABASE_URL" schema.sql 2>/dev/null)"
    migrate diff base head | grep -qE "CREATE TABLE (public.)?users"
    migrate diff head base | grep -q "DROP TABLE"
    echo "CREATE TABLE more (a integer);" >more.sql
    cat schema.sql >>more.sql
    migrate diff schema.sql more.sql | grep -qE '^CREATE TABLE (public.)?more'
    fails 2 'there is no revision "nonsense"' migrate diff nonsense head
    grep -q 'hint: a file, a folder, a revision, a URL' err
}

@test "verify says what a way down forgot" {
    three
    script d4 c3 "CREATE TABLE d (a integer); CREATE INDEX d_a ON t_a1 (a);" "DROP TABLE d;"
    script e5 d4 "CREATE TABLE e (a integer);" "DROP TABLE nowhere;"
    printf -- '-- revision: f6\n-- parents: [e5]\n-- irreversible: true\n\n-- migrate:up\nSELECT 1;\n' >versions/f6.sql
    "$MIGRATE" verify >out 2>err || same 3 $?
    grep -q "^versions/d4.sql: index d_a: not wanted after down" out
    grep -q "^versions/e5.sql:9:.*after down: .*nowhere" out
    grep -q "2 of 6 ways down do not lead back" err
    migrate verify a1:c3
    migrate verify c3
    fails 3 "1 of 1" migrate verify d4
    "$MIGRATE" verify --json | grep -q '"event":"verified","revision":"a1"' || true
    "$MIGRATE" verify --json d4 >out || same 3 $?
    grep -q '"differences":\["index d_a: not wanted"\]' out
}

@test "verify tells the same, whether one step goes at once or several" {
    table r1 ""
    for i in $(seq 2 40); do
        down="DROP TABLE t_r$i;"
        [ "$i" != 9 ] && [ "$i" != 30 ] || down="SELECT 1;"
        script "r$i" "r$((i - 1))" "CREATE TABLE t_r$i (a integer);" "$down"
    done
    for jobs in 1 3; do
        "$MIGRATE" verify --jobs "$jobs" >"out$jobs" 2>&1 || same 3 $?
    done
    diff out1 out3
    grep -q "^versions/r9.sql: table t_r9: not wanted after down" out3
    grep -q "^versions/r30.sql: table t_r30: not wanted after down" out3
    grep -q "2 of 40 ways down do not lead back" out3
    # A step that cannot go up ends it, after what comes before has been told.
    sed -i 's/^CREATE TABLE t_r33.*/CREATE TABLE;/' versions/r33.sql
    for jobs in 1 3; do
        "$MIGRATE" verify -j "$jobs" >"out$jobs" 2>&1 || same 1 $?
    done
    diff out1 out3
    grep -q "^versions/r33.sql:" out3
    grep -q "^versions/r30.sql: table t_r30: not wanted after down" out3
    fails 2 "that is no number of jobs" migrate verify -j 0
    fails 2 "that is no number of jobs" migrate verify -j 2x
}

@test "verify goes on when a script ends the other sessions" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no sessions"
    table a1 ""
    script b2 a1 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); CREATE TABLE b (a integer);" "DROP TABLE b;"
    migrate verify
}

@test "verify finds as much in a long history, and with few sessions" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no sessions"
    table a1 ""
    script b2 a1 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); CREATE TABLE b (a integer);" "SELECT 1;"
    script c3 b2 "INSERT INTO t_a1 VALUES (1); CREATE TABLE c (a integer);" "DELETE FROM t_a1;"
    script d4 c3 "DO \$\$BEGIN IF (SELECT count(*) FROM t_a1) <> 1 THEN RAISE 'rows'; END IF; END\$\$;" "CREATE TABLE d (a integer);"
    table e5 d4
    sql "CREATE ROLE \"$DATABASE\" LOGIN CREATEDB CONNECTION LIMIT 5"
    for role in migrate "$DATABASE"; do
        "$MIGRATE" verify -j 1 --scratch-url "${DATABASE_URL/migrate@/$role@}" >out 2>err || same 3 $?
        same "versions/b2.sql: table b: not wanted after down
versions/c3.sql: table c: not wanted after down
versions/d4.sql: table d: not wanted after down" "$(sed 's/public\.//' out)"
        grep -q "3 of 5 ways down do not lead back" err
        same 0 "$(scratches)"
    done
    sql "DROP ROLE \"$DATABASE\""
}

@test "verify --rows finds what fails on rows, or loses them" {
    table a1 ""
    script b2 a1 "CREATE TABLE k (id integer PRIMARY KEY, a integer NOT NULL); CREATE TABLE l (k integer NOT NULL REFERENCES k (id), name text NOT NULL);" "DROP TABLE l; DROP TABLE k;"
    migrate verify --rows
    script c3 b2 "CREATE TABLE m (a integer); DELETE FROM l;" "DROP TABLE m;"
    script d4 c3 "CREATE UNIQUE INDEX i ON t_a1 (a); INSERT INTO l VALUES (9, 'x');" "DROP INDEX i;"
    migrate verify d4 2>/dev/null || [ "$ENGINE" = postgresql ]
    "$MIGRATE" verify --rows >out 2>err || [ "$?" -ge 1 ]
    grep -q "^versions/c3.sql: table l: 1 of 1 rows lost after up, with rows" out
}

@test "who owns and may read a view that is made again, though that does not count" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no roles"
    printf 'schema:\n  privileges: false\n' >>migrate.yaml
    echo "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO PUBLIC; ALTER VIEW v OWNER TO pg_monitor;" >one.sql
    echo "CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t;" >two.sql
    migrate diff one.sql two.sql >out
    grep -qE '^GRANT SELECT ON TABLE public.v TO PUBLIC;' out
    grep -qE '^ALTER VIEW public.v OWNER TO pg_monitor;' out
    echo "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t;" >three.sql
    same "" "$(migrate diff one.sql three.sql)"
    same "" "$(migrate diff three.sql one.sql)"
}

@test "objects that do not count" {
    wanted
    printf 'schema:\n  exclude: [tmp_*, "*.audit_*"]\n' >migrate.yaml
    generate "make users"
    migrate upgrade head
    sql "CREATE TABLE tmp_one (a integer)"
    sql "CREATE TABLE audit_log (a integer)"
    migrate check --drift
    sql "CREATE TABLE other (a integer)"
    fails 3 "1 finding" migrate check --drift
}

@test "dump of a database with every kind, loaded and dumped again" {
    [ "$ENGINE" = postgresql ] || skip
    psql -qX -v ON_ERROR_STOP=1 -f "$MIGRATE_SOURCE/tests/e2e/everything.sql" >/dev/null 2>&1
    migrate dump >a.sql
    grep -q "^-- not managed, so not here: publication" a.sql
    psql -qX -c "CREATE DATABASE ${DATABASE}_2"
    other="${DATABASE_URL/$DATABASE/${DATABASE}_2}"
    psql -qX1 -v ON_ERROR_STOP=1 -d "${DATABASE}_2" -f a.sql
    migrate dump --url "$other" >b.sql
    diff <(grep -v "^-- not managed" a.sql) <(grep -v "^-- not managed" b.sql)
    same "" "$(migrate diff database "$other" 2>err)"
    grep -q "warning: not managed: publication .*: not wanted" err
    psql -qX -c "DROP DATABASE ${DATABASE}_2"
    sql "SELECT format('ALTER SUBSCRIPTION %I DISABLE; ALTER SUBSCRIPTION %1\$I SET (slot_name = NONE); DROP SUBSCRIPTION %1\$I', subname) FROM pg_subscription" | psql -qX
}

@test "the search path of the database counts, and scripts name schemas" {
    [ "$ENGINE" = postgresql ] || skip
    sql "CREATE SCHEMA app; CREATE TABLE public.accounts (i integer, c text); CREATE TABLE app.accounts (z integer, c text)"
    sql "ALTER DATABASE $DATABASE SET search_path = app, public"
    rmdir versions
    migrate init --from-database
    migrate check --drift
    printf 'CREATE SCHEMA app; CREATE TABLE public.accounts (i integer); CREATE TABLE accounts (z integer, c text);' >schema.sql
    file=$(generate "drop one")
    migrate upgrade head
    same "app" "$(sql "SELECT table_schema FROM information_schema.columns WHERE column_name = 'c' AND table_name = 'accounts'")"
    migrate check --drift
}

@test "what reaches beyond a scratch database is not run there" {
    if [ "$ENGINE" = sqlite ]; then
        script a1 "" "ATTACH 'other.db' AS o; CREATE TABLE o.t (a);" "" "transaction: false"
        fails 2 "reaches beyond the scratch database" migrate verify
        [ ! -e other.db ]
    else
        script a1 "" "CREATE ROLE r_$$;" "DROP ROLE r_$$;"
        fails 2 "reaches beyond the scratch database" migrate verify
        same 0 "$(sql "SELECT count(*) FROM pg_roles WHERE rolname = 'r_$$'")"
        script a1 "" "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_$$') THEN CREATE ROLE r_$$; END IF; END \$\$;" "SELECT 1;"
        fails 2 "versions/a1.sql:6:1: this reaches beyond the scratch database" migrate verify
        same 0 "$(sql "SELECT count(*) FROM pg_roles WHERE rolname = 'r_$$'")"
        script a1 "" "DO \$\$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' RESET work_mem'; END \$\$;" "SELECT 1;"
        migrate verify
        echo "ALTER ROLE migrate NOLOGIN;" >schema.sql
        rm versions/a1.sql
        fails 2 "reaches beyond" migrate revision --autogenerate -m x
        script a1 "" "CREATE ROLE r_$$;" "DROP ROLE r_$$;"
        migrate verify --scratch-url "$DATABASE_URL"
    fi
}

@test "kill -9 leaves no scratch database behind the next run" {
    [ "$ENGINE" = postgresql ] || skip
    wanted
    table a1 ""
    table b2 a1
    for command in "revision --autogenerate -m x" verify "diff base head" "check --drift" \
        "squash base:b2"; do
        for delay in 0.02 0.06 0.12; do
            # shellcheck disable=SC2086
            "$MIGRATE" $command >/dev/null 2>&1 &
            pid=$!
            sleep "$delay"
            kill -9 "$pid" 2>/dev/null || true
            wait "$pid" 2>/dev/null || true
        done
    done
    rm -rf versions/*.sql
    # A server that is at CREATE DATABASE sees only behind it that nobody is there.
    sleep 2
    generate "make users"
    same 0 "$(psql -qXAt -d postgres -c "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate_scratch_' || (SELECT oid FROM pg_database WHERE datname = '$DATABASE') || '%'")"
}

@test "a signal removes the scratch database" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "SELECT pg_sleep(5);" ""
    "$MIGRATE" verify >out 2>err &
    sleep 0.7
    kill -INT $!
    wait $! || true
    same 0 "$(psql -qXAt -d postgres -c "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate_scratch_' || (SELECT oid FROM pg_database WHERE datname = '$DATABASE') || '%'")"
}

@test "verify --rows takes no row that a script brings and takes back for a lost one" {
    script a1 "" "CREATE TABLE country (id integer PRIMARY KEY, code text NOT NULL);" "DROP TABLE country;"
    script b2 a1 "INSERT INTO country VALUES (11, 'ch'), (12, 'de');" "DELETE FROM country WHERE id IN (11, 12);"
    script c3 b2 "INSERT INTO country VALUES (1, 'at');" "DELETE FROM country WHERE id = 1;"
    migrate verify --rows
    script c3 b2 "INSERT INTO country VALUES (13, 'at');" "DELETE FROM country;"
    fails 3 "1 of 3" migrate verify --rows
}

@test "verify tells of what is not managed, too" {
    [ "$ENGINE" = postgresql ] || skip "all is managed"
    script a1 "" "CREATE TABLE a (id int); CREATE PUBLICATION p FOR TABLE a;" "DROP TABLE a;"
    "$MIGRATE" verify >out 2>err || same 3 $?
    grep -q "^versions/a1.sql: not managed: publication p: not wanted after down" out || { cat out err; false; }
}
