load helper

# The example: what is wanted, in no order.
wanted() {
    if [ "$ENGINE" = sqlite ]; then
        cat >schema.sql <<'X'
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
CREATE INDEX users_name ON users (name);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, age integer CHECK (age > 0));
X
    else
        cat >schema.sql <<'X'
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
CREATE INDEX users_name ON users (name);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, age integer CHECK (age > 0), mood mood);
CREATE TYPE mood AS ENUM ('sad', 'ok');
X
    fi
}

generate() {
    migrate revision --autogenerate -m "$1" "${@:2}" 2>err
}

scratches() {
    [ "$ENGINE" = sqlite ] || psql -qXAt -d postgres -c "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate_scratch_%'"
}

@test "autogenerate writes what leads to schema.sql, up and down" {
    wanted
    generate "make users"
    migrate upgrade head
    sql "INSERT INTO users (id, name, age) VALUES (1, 'ada', 36)"
    same 1 "$(sql "SELECT count(*) FROM adults")"
    same "" "$(generate again)"
    grep -q "no difference: nothing to write" err
    same 1 "$(ls versions | wc -l)"
    sed -i 's/age > 0)/age >= 0), city text/' schema.sql
    file=$(generate "add a city")
    grep -q "^-- migrate:down" "$file"
    migrate upgrade head
    same "ada|36|" "$(sql "SELECT name, age, city FROM users")"
    migrate check --drift
    migrate verify
    migrate downgrade -1
    same "ada|36" "$(sql "SELECT name, age FROM users")"
    migrate downgrade base
    ! has_table users
}

@test "data loss is told, and renames are asked for, never guessed" {
    wanted
    generate "make users"
    migrate upgrade head
    sql "INSERT INTO users (id, name, age) VALUES (1, 'ada', 36)"
    sed -i 's/name text NOT NULL/full_name text NOT NULL/; s/id, name/id, full_name/; s/(name)/(full_name)/' schema.sql
    file=$(generate rename)
    grep -q "warning: up drops column users.name (data loss)" err
    grep -q "^-- WARNING drops column users.name (data loss)" "$file"
    grep -q "^-- hint: if it was renamed: --rename users.name:users.full_name" "$file"
    rm "$file"
    generate rename --rename users.name:users.full_name
    migrate upgrade head
    same "ada" "$(sql "SELECT full_name FROM users")"
    migrate downgrade -1
    same "ada" "$(sql "SELECT name FROM users")"
    migrate verify
    fails 2 "there is no users.nam" migrate revision --autogenerate -m x --rename users.nam:users.b
    fails 2 "says no new name" migrate revision --autogenerate -m x --rename users
}

@test "a comment in schema.sql tells of a rename, once" {
    wanted
    generate "make users"
    migrate upgrade head
    sql "INSERT INTO users (id, name, age) VALUES (1, 'ada', 36)"
    sed -i 's/name text NOT NULL/\n  -- migrate:renamed-from name\n  full_name text NOT NULL/; s/id, name/id, full_name/; s/(name)/(full_name)/' schema.sql
    sed -i 's/^CREATE TABLE users/-- migrate:renamed-from users\nCREATE TABLE people/; s/ON users/ON people/; s/FROM users/FROM people/' schema.sql
    generate rename
    migrate upgrade head
    same "ada" "$(sql "SELECT full_name FROM people")"
    same "" "$(generate again)"
}

@test "what rows may make fail is marked, and what cannot fail is not" {
    echo 'CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, a int, b int, c int);' >schema.sql
    generate one
    if [ "$ENGINE" = sqlite ]; then
        echo 'CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, a int, b int, c int, d int DEFAULT 5 CHECK (d > 10), e int REFERENCES p); CREATE UNIQUE INDEX i ON t (a); CREATE TABLE new (a int UNIQUE); CREATE UNIQUE INDEX j ON new (a);' >schema.sql
        file=$(generate two)
        grep -q "^-- WARNING index i: rows that are alike make this fail" "$file"
        grep -q "^-- WARNING column t.d: its own values may make this fail" "$file"
        same 2 "$(sed '/migrate:down/,$d' "$file" | grep -c WARNING)"
    else
        cat >schema.sql <<'X'
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a int UNIQUE, b int CHECK (b > 0), c int REFERENCES p, d int REFERENCES p, e int CHECK (e > 0), UNIQUE (a, d));
CREATE UNIQUE INDEX i ON t (b, c);
CREATE UNIQUE INDEX j ON t (b, d);
ALTER TABLE t ADD CONSTRAINT later CHECK (a > 0) NOT VALID;
CREATE TABLE new (a int UNIQUE, b int REFERENCES p);
X
        file=$(generate two)
        for what in "constraint t_a_key ON public.t" "constraint t_b_check ON public.t" "constraint t_c_fkey ON public.t" "index i"; do
            grep -q "^-- WARNING $what: rows that do not fit make this fail" "$file"
        done
        same 4 "$(sed '/migrate:down/,$d' "$file" | grep -c WARNING)"
        cp schema.sql kept.sql
        cat >>schema.sql <<'X'
CREATE DOMAIN strict AS int NOT NULL; CREATE DOMAIN stricter AS strict;
ALTER TABLE t ADD COLUMN n int CHECK (coalesce(n, 0) > 0), ADD COLUMN n2 int CHECK (n2 IS NULL AND a > 0), ADD COLUMN n3 stricter, ADD COLUMN n4 int, ADD COLUMN n5 text CHECK (n5 IN ('a', 'b')), ADD UNIQUE NULLS NOT DISTINCT (n4);
CREATE UNIQUE INDEX k1 ON t (coalesce(n, 0)); CREATE UNIQUE INDEX k2 ON t (id) WHERE n4 IS NULL; CREATE UNIQUE INDEX k3 ON t (n4 DESC, id); CREATE UNIQUE INDEX k4 ON t (id) INCLUDE (n4);
X
        other=$(generate other)
        same "column t.n3
constraint t_check ON public.t
constraint t_n4_key ON public.t
constraint t_n_check ON public.t
index k1
index k2
index k4" "$(sed '/migrate:down/,$d' "$other" | sed -n 's/^-- WARNING \(.*\): .*/\1/p' | grep -v "[ei] i$\|t_[abc]_" | sort)"
        rm "$other"
        cp kept.sql schema.sql
        migrate upgrade head
        sed -i 's/ NOT VALID//' schema.sql
        echo 'CREATE TABLE ev (at int) PARTITION BY RANGE (at); CREATE TABLE ev_d PARTITION OF ev DEFAULT;' >>schema.sql
        file=$(generate three)
        grep -q "^-- WARNING constraint later ON public.t: rows" "$file"
        same 1 "$(sed '/migrate:down/,$d' "$file" | grep -c WARNING)"
        echo 'CREATE TABLE ev_1 PARTITION OF ev FOR VALUES FROM (1) TO (2);' >>schema.sql
        file=$(generate four)
        grep -q "^-- WARNING partition ev_1: rows of the default partition" "$file"
    fi
}

@test "functions whose texts name what comes behind them: what is written runs elsewhere" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no functions"
    cat >schema.sql <<'X'
CREATE TABLE t (a int);
CREATE FUNCTION a_caller(i int) RETURNS int LANGUAGE sql AS 'SELECT z_callee(i)';
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION z_callee(i int) RETURNS int LANGUAGE sql AS 'SELECT i + count(*)::int FROM v';
CREATE FUNCTION alone(i int) RETURNS int LANGUAGE sql AS 'SELECT i';
X
    file=$(generate one)
    same 1 "$(grep -c "^SET LOCAL check_function_bodies = off;" "$file")"
    migrate upgrade head
    migrate verify
    migrate dump >dump.sql
    grep -q "^SET check_function_bodies = off;" dump.sql
    psql -qXd postgres -c "CREATE DATABASE other"
    psql -qX -v ON_ERROR_STOP=1 -d other -f dump.sql
    psql -qXd postgres -c "DROP DATABASE other"
    sed -i 's/SELECT i.;/SELECT i + 1'"'"';/' schema.sql
    file=$(generate two)
    ! grep check_function_bodies "$file"
    migrate squash base:head -m all
    migrate downgrade base
    migrate upgrade head
    # A script that only an unchecked session would take is found.
    new=$(migrate revision -m three)
    printf -- '-- revision: abcd\n-- parents: %s\n\n-- migrate:up\nCREATE FUNCTION bad() RETURNS int LANGUAGE sql AS %s;\n-- migrate:down\nDROP FUNCTION bad();\n' "$(sed -n 's/^-- parents: //p' "$new")" "'SELECT nowhere()'" >"$new"
    fails 1 "nowhere() does not exist" migrate verify
}

@test "names that need quotes are renamed by a comment and by an option, and keep their case" {
    echo 'CREATE TABLE "My T" (id integer PRIMARY KEY, "a b" text, "Order" text, "d.e" text);' >schema.sql
    generate one
    migrate upgrade head
    sql "INSERT INTO \"My T\" VALUES (1, 'ab', 'o', 'de')"
    cat >schema.sql <<'X'
CREATE TABLE "My T" (id integer PRIMARY KEY,
  -- migrate:renamed-from "a b"
  ab text,
  "order" text,
  --migrate:renamed-from "d.e"
  "D:E" text);
X
    file=$(generate two)
    hint=$(sed -n "s/^-- hint: if it was renamed: //p" "$file")
    rm "$file"
    eval "file=\$(generate two $hint)"
    grep -q 'RENAME' "$file"
    ! grep -q WARNING "$file"
    migrate upgrade head
    same "1|ab|o|de" "$(sql "SELECT id, ab, \"order\", \"D:E\" FROM \"My T\"")"
    migrate downgrade -1
    same "1|ab|o|de" "$(sql "SELECT id, \"a b\", \"Order\", \"d.e\" FROM \"My T\"")"
    if [ "$ENGINE" = sqlite ]; then
        sql "SELECT sql FROM sqlite_schema WHERE name = 'My T'" | grep -q '"Order"'
        fails 2 "changes no name" migrate revision --autogenerate -m x --rename '"my t".[ab]:ab'
    fi
    fails 2 "says no new name" migrate revision --autogenerate -m x --rename '"My T".ab:"My T".'
}

@test "extensions and tables move to other schemas with all that is in them" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has no schemas"
    cat >schema.sql <<'X'
CREATE EXTENSION citext;
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email citext NOT NULL UNIQUE);
CREATE TABLE notes (user_id bigint REFERENCES users, old text);
CREATE VIEW v AS SELECT email FROM users;
CREATE TYPE mood AS ENUM ('a');
X
    generate one
    migrate upgrade head
    sql "INSERT INTO users (email) VALUES ('A@x'); INSERT INTO notes VALUES (1, 'n')"
    cat >schema.sql <<'X'
CREATE SCHEMA ext;
CREATE SCHEMA "My app";
CREATE EXTENSION citext SCHEMA ext;
-- migrate:renamed-from users
CREATE TABLE "My app"."people" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email ext.citext NOT NULL UNIQUE, n int);
CREATE TABLE "My app".notes (user_id bigint REFERENCES "My app".people,
  new text);
CREATE VIEW v AS SELECT email FROM "My app".people;
CREATE TYPE "My app".mood AS ENUM ('a');
X
    file=$(generate two --rename notes:'"My app".notes' --rename notes.old:notes.new --rename 'public.mood:"My app".mood')
    ! grep WARNING <(sed '/migrate:down/,$d' "$file")
    migrate upgrade head
    same "a@x|n" "$(sql "SELECT lower(email::text), new FROM \"My app\".people JOIN \"My app\".notes ON id = user_id")"
    same "" "$(generate again)"
    migrate check --drift
    migrate downgrade -1
    same "A@x|n" "$(sql "SELECT email, old FROM users JOIN notes ON id = user_id")"
    migrate verify
    # A schema that is there, in quotes or other letters.
    sed -i 's/^CREATE VIEW v/-- migrate:renamed-from v\n&/; s/^CREATE TYPE "My app"/CREATE TYPE ext/; /renamed-from v/d' schema.sql
    file=$(generate three --rename '"My app".mood:"ext".mood')
    ! grep "CREATE SCHEMA" "$file"
    migrate upgrade head
    fails 2 "a rename leaves a thing where it is" migrate revision --autogenerate -m x --rename '"My app".people.n:"My app".notes.n'
}

@test "comments about renames mean nothing once they are done, and pass names on" {
    echo 'CREATE TABLE people (id int primary key, y int); CREATE TABLE users (id int primary key, x int);' >schema.sql
    generate one
    migrate upgrade head
    sql "INSERT INTO users VALUES (7, 8)"
    cat >schema.sql <<'X'
-- migrate:renamed-from users
CREATE TABLE people (id int primary key,
  -- migrate:renamed-from x
  y int);
CREATE TABLE users (id int primary key, x int, z int);
X
    file=$(generate two)
    ! grep -q RENAME "$file"
    migrate upgrade head
    same "7|8|" "$(sql "SELECT id, x, z FROM users")"
    same "" "$(generate again)"
    # users gives its name to people, and x its own to z.
    cat >schema.sql <<'X'
-- migrate:renamed-from people
CREATE TABLE users (id int primary key, y int);
-- migrate:renamed-from users
CREATE TABLE former (id int primary key,
  -- migrate:renamed-from z
  x int,
  -- migrate:renamed-from x
  w int);
X
    file=$(generate three)
    ! grep WARNING <(sed '/migrate:down/,$d' "$file" | grep -v former_pkey | grep -v users_pkey)
    migrate upgrade head
    same "7||8" "$(sql "SELECT id, x, w FROM former")"
    migrate downgrade -1
    same "7|8|" "$(sql "SELECT id, x, z FROM users")"
}

@test "a comment about a rename that says nothing is refused, with its place" {
    echo 'CREATE TABLE t (id integer PRIMARY KEY, a text, b text);' >schema.sql
    generate one
    printf 'CREATE TABLE t (id integer PRIMARY KEY, a2 text, -- migrate:renamed-from a\n c text);\n' >schema.sql
    fails 2 "schema.sql:1:50: migrate:renamed-from must stand on a line of its own" migrate revision --autogenerate -m x
    printf 'CREATE TABLE t (\n/* migrate:renamed-from a */ a2 text);\n' >schema.sql
    fails 2 "schema.sql:2:1: migrate:renamed-from must" migrate revision --autogenerate -m x
    printf 'CREATE TABLE t (id integer, b text\n-- migrate:renamed-from a\n);\n' >schema.sql
    fails 2 "schema.sql:2:1: migrate:renamed-from stands behind a name" migrate revision --autogenerate -m x
    printf -- '-- migrate:renamed-from t\nCREATE VIEW v AS SELECT 1 AS a;\n' >schema.sql
    fails 2 "makes no table" migrate revision --autogenerate -m x
    printf 'CREATE TABLE t (id integer,\n-- migrate:renamed-from\na2 text);\n' >schema.sql
    fails 2 "says no name" migrate revision --autogenerate -m x
    printf 'CREATE TABLE t (id integer PRIMARY KEY,\n-- migrate:renamed-from aa\na2 text);\n' >schema.sql
    fails 2 "schema.sql:2:25: -- migrate:renamed-from: there is no t.aa that t.a2 could have been" migrate revision --autogenerate -m x
    printf 'CREATE TABLE t (id integer PRIMARY KEY,\n-- migrate:renamed-from a\na2 text);\n' >schema.sql
    fails 2 "schema.sql:2:25: t.a cannot be renamed to a3 and to a2" migrate revision --autogenerate -m x --rename t.a:t.a3
    same 1 "$(ls versions | wc -l)"
}

@test "faults of schema.sql have their place, and nothing is written" {
    three
    fails 2 "there is no schema.sql" migrate revision --autogenerate -m x
    wanted
    echo "INSERT INTO users VALUES (1);" >>schema.sql
    fails 2 "this is no DDL" migrate revision --autogenerate -m x
    wanted
    echo "CREATE TABLE x (a int" >>schema.sql
    fails "$([ "$ENGINE" = sqlite ] && echo 1 || echo 2)" "schema.sql:" migrate revision --autogenerate -m x
    wanted
    line=$(wc -l <schema.sql)
    echo "CREATE TABLE x (a integer, a integer);" >>schema.sql
    fails 1 "schema.sql:$((line + 1)):" migrate revision --autogenerate -m x
    wanted
    echo "CREATE VIEW v AS SELECT * FROM nowhere;" >>schema.sql
    fails 1 "nowhere" migrate revision --autogenerate -m x
    if [ "$ENGINE" != sqlite ]; then
        wanted
        echo "CREATE TABLE a (b integer REFERENCES b); CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);" >>schema.sql
        fails 1 "2 statements wait" migrate revision --autogenerate -m x
    fi
    same 3 "$(ls versions | wc -l)"
    same "${ENGINE/sqlite/}" "$([ "$(scratches)" = 0 ] && echo postgresql)"
}

@test "what views and triggers of SQLite miss is found, where it stands" {
    [ "$ENGINE" = sqlite ] || skip "the server looks by itself"
    broken() {
        printf '%s\n' "$2" >schema.sql
        fails 1 "$1" migrate revision --autogenerate -m x
    }
    broken "schema.sql:2:1: view v: no such column: nope" $'CREATE TABLE v2 (a);\nCREATE VIEW v AS SELECT nope FROM v2;\nCREATE VIEW w AS SELECT * FROM v;'
    broken "schema.sql:1:20: view v: expected 2 columns" 'CREATE TABLE b(x); CREATE VIEW v(a, b) AS SELECT * FROM b;'
    broken "schema.sql:3:1: trigger g_bad: no such table: main.nix" $'CREATE TABLE g(a);\nCREATE TRIGGER g_ok AFTER DELETE ON g BEGIN SELECT 1; END;\nCREATE TRIGGER g_bad AFTER DELETE ON g BEGIN DELETE FROM nix; END;'
    broken "schema.sql:2:1: trigger g 1: table h has no column named zork" $'CREATE TABLE g(a); CREATE TABLE h(x);\nCREATE TRIGGER "g 1" AFTER INSERT ON g BEGIN INSERT INTO h(zork) VALUES (1); END;'
    # What the application brings along is no fault.
    echo 'CREATE TABLE t(a TEXT); CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = unaccent(a); END; CREATE VIEW v AS SELECT a REGEXP '"'x'"' AS b FROM t;' >schema.sql
    generate one
}

@test "a folder of files is one schema; other folders by --schema" {
    wanted
    mkdir wanted
    mkdir wanted/tables wanted/.hidden
    sed -n 1,2p schema.sql >wanted/tables/z.SQL
    sed '1,2d' schema.sql >wanted/a.sql
    echo nonsense | tee wanted/.hidden/x.sql wanted/.y.sql wanted/notes.txt >/dev/null
    rm schema.sql
    generate all --schema wanted
    migrate upgrade head
    sql "SELECT * FROM adults"
}

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

@test "squash makes one of many, rows and all; databases beyond need nothing" {
    three
    script d4 c3 "INSERT INTO t_a1 VALUES (7); CREATE TABLE child (a integer);" "DROP TABLE child;"
    table e5 d4
    migrate upgrade d4
    fails 2 "is one revision already" migrate squash d4:d4
    migrate squash base:d4 -m baseline
    same "4" "$(ls versions/.squashed | wc -l)"
    same "d4_baseline.sql e5.sql" "$(ls versions | paste -sd' ')"
    migrate check
    migrate upgrade head
    same e5 "$(rows)"
    migrate verify
    # Anew from nothing.
    migrate downgrade base
    migrate upgrade head
    same 7 "$(sql "SELECT a FROM t_a1")"
}

@test "of two that write scripts at once the second one sees what the first has written" {
    three
    migrate squash base:c3 -m one 2>err1 &
    migrate squash base:c3 -m two 2>err2 &
    wait
    same 1 "$(migrate heads | wc -l)"
    same 3 "$(ls versions/.squashed | wc -l)"
    for i in 1 2 3 4; do migrate revision -q -m "number $i" & done
    wait
    same 1 "$(migrate heads | wc -l)"
    same 5 "$(migrate history | wc -l)"
    same "" "$(find . -name '*.tmp')"
    fails 1 "cannot write" bash -c '"$MIGRATE" revision -m lost >/dev/full'
    same "" "$(find . -name '*lost*')"
}

@test "squash carries where the counters stand" {
    if [ "$ENGINE" = postgresql ]; then
        script a1 "" "CREATE SEQUENCE fresh; CREATE SEQUENCE used; CREATE SEQUENCE \"Set\"; CREATE SEQUENCE reset START 5;" "SELECT 1;"
        script b2 a1 "SELECT nextval('used'), nextval('used'), setval('\"Set\"', 40), setval('reset', 9, false);" "SELECT 1;"
        counters="SELECT nextval('fresh'), nextval('used'), nextval('\"Set\"'), nextval('reset')"
        expected="1|3|41|9"
    else
        script a1 "" "CREATE TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT);" "DROP TABLE k;"
        script b2 a1 "INSERT INTO k VALUES (41, 1); DELETE FROM k;" "SELECT 1;"
        counters="INSERT INTO k (a) VALUES (2) RETURNING id"
        expected=42
    fi
    migrate squash base:b2
    migrate upgrade head
    same "$expected" "$(sql "$counters")"
}

@test "a squash that was stopped half-way is finished by the same command" {
    three
    table e5 c3
    migrate upgrade head
    cp -r versions before
    migrate squash base:c3 -m baseline
    mv versions after
    # As if it had been killed before the first, the second, the last move.
    for moved in "" a1.sql "a1.sql b2.sql"; do
        rm -rf versions
        cp -r before versions
        mkdir versions/.squashed
        cp after/c3_baseline.sql versions/
        for file in $moved; do mv "versions/$file" versions/.squashed/; done
        fails 2 "another script squashes" migrate upgrade head
        "$MIGRATE" check >out 2>err || same 3 $?
        grep -q '^versions/c3.sql:.*another script squashes "c3"' out
        "$MIGRATE" squash base:c3 -m baseline 2>err
        grep -q "finished an earlier squash" err
        same "a1.sql b2.sql c3.sql" "$(ls versions/.squashed | paste -sd' ')"
        same "c3_baseline.sql e5.sql" "$(ls versions | paste -sd' ')"
        migrate check
    done
    # Killed between the two steps of a move; and a name that is there already.
    ln versions/.squashed/b2.sql versions/b2.sql
    cp before/a1.sql versions/a1.sql
    migrate squash base:c3
    same "2_a1.sql a1.sql b2.sql c3.sql" "$(ls versions/.squashed | paste -sd' ')"
    # On top of it another one: it knows all of them.
    migrate squash base:e5 -m again
    grep -q '^-- squashes: \[c3, a1, b2, e5\]' versions/e5_again.sql || { cat versions/e5_again.sql; false; }
    migrate check
}

@test "squash finishes, and does what it was asked" {
    three
    table d4 c3
    cp -r versions before
    # A merge brings an old script back; the next squash wants more than the first one.
    migrate squash b2:c3
    cp before/b2.sql versions/
    fails 2 'no revision "nonsense"' migrate squash base:nonsense
    [ -e versions/b2.sql ]
    migrate squash b2:c3
    [ ! -e versions/b2.sql ]
    cp before/b2.sql versions/
    migrate squash base:d4 -m all
    same "d4_all.sql" "$(ls versions | paste -sd' ')"
    grep -q '^-- squashes: \[a1, c3, b2, d4\]' versions/d4_all.sql || { cat versions/d4_all.sql; false; }
    migrate check
    # The name of the last one is taken by itself.
    table e5 d4
    mv versions/e5.sql versions/e5_baseline.sql
    fails 2 "another message with -m" migrate squash d4:e5
    # What is in the way is found before anything is written.
    rm -r versions/.squashed
    touch versions/.squashed
    fails 2 ".squashed" migrate squash d4:e5 -m other
    [ ! -e versions/e5_other.sql ]
}

@test "squash keeps depends_on what it is" {
    table a1 ""
    table x1 ""
    script b2 a1 "CREATE TABLE t_b2 (a integer);" "DROP TABLE t_b2;" "depends_on: x1"
    table c3 b2
    migrate squash a1..c3
    grep -q '^-- depends_on: x1' versions/c3_baseline.sql || { cat versions/c3_baseline.sql; false; }
    same "c3 (head), x1 (effective head)" "$(migrate heads | paste -sd, | sed 's/,/, /')" || migrate heads
}

@test "squash refuses what it cannot carry" {
    table a1 ""
    script b2 a1 "UPDATE t_a1 SET a = 2;" "SELECT 1;"
    table c3 b2
    fails 2 "this may change rows" migrate squash b2:c3
    script b2 a1 'CREATE TABLE ${x} (a integer);' 'DROP TABLE ${x};' "variables: true"
    fails 2 "has variables, which would be frozen" migrate squash base:c3 -x x=y
    same 3 "$(ls versions | wc -l)"
}

@test "a database in the middle of what was squashed is told the way" {
    three
    migrate upgrade b2
    migrate squash base:c3 -m baseline
    fails 2 'the database is at revision "b2", which was squashed into c3' migrate upgrade head
    grep -q ".squashed beside versions/c3_baseline.sql" err
    fails 2 "it was squashed into c3" migrate verify a1..head
}

@test "squash refuses what others stand on" {
    three
    table d4 b2
    fails 2 "d4 stands on a revision in the middle of the range" migrate squash base:c3
    same 4 "$(ls versions | wc -l)"
}

@test "init --from-database adopts what is there" {
    rmdir versions
    sql "CREATE TABLE users (id integer PRIMARY KEY, name text)"
    migrate init --from-database
    migrate check --drift
    migrate upgrade head
    migrate verify
    fails 2 "there are revisions already" migrate init --from-database
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

@test "settings in schema.sql keep their place, and DROP is none of it" {
    [ "$ENGINE" = postgresql ] || skip
    printf 'CREATE SCHEMA a; CREATE SCHEMA b; SET search_path = a; CREATE TABLE t1 (x b.typ);
SET search_path = b; CREATE TYPE typ AS ENUM ($$x$$);' >schema.sql
    generate one
    migrate upgrade head
    same "a.t1" "$(sql "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class WHERE relname = 't1'")"
    echo "DROP TABLE IF EXISTS a.t1; CREATE TABLE a.t1 (x integer);" >schema.sql
    fails 2 "this is no DDL" migrate revision --autogenerate -m x
}

@test "a type that nothing casts to the new one is left to its author" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE t (d date);" "DROP TABLE t;"
    echo "CREATE TABLE t (d integer);" >schema.sql
    fails 1 "cannot cast type date to integer" migrate revision --autogenerate -m x
    grep -q "USING an expression" err
    same 1 "$(ls versions | wc -l)"
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

@test "a rename may take the place of what goes; a comment that could mean that asks" {
    echo "CREATE TABLE t (id integer PRIMARY KEY, a text, b text); CREATE TABLE old_u (id integer PRIMARY KEY, x text); CREATE TABLE u (id integer PRIMARY KEY, y text); CREATE INDEX ui ON u (y);" >schema.sql
    generate one
    migrate upgrade head
    sql "INSERT INTO t VALUES (1, 'aa', 'bb'); INSERT INTO old_u VALUES (1, 'old'); INSERT INTO u VALUES (1, 'new')"
    printf 'CREATE TABLE t (id integer PRIMARY KEY,\n-- migrate:renamed-from a\nb text);\n-- migrate:renamed-from old_u\nCREATE TABLE u (id integer PRIMARY KEY, x text);\n' >schema.sql
    fails 2 "schema.sql:4:25: -- migrate:renamed-from: there is old_u, which goes, and u, too" migrate revision --autogenerate -m x
    fails 2 "schema.sql:2:25: -- migrate:renamed-from: there is t.a, which goes, and t.b, too" migrate revision --autogenerate -m x --rename old_u:u
    generate two --rename t.a:t.b --rename old_u:u
    migrate upgrade head
    same "aa old" "$(sql "SELECT b || ' ' || (SELECT x FROM u) FROM t")"
    migrate check --drift
    migrate downgrade -1
    same "aa old" "$(sql "SELECT a || ' ' || (SELECT x FROM old_u) FROM t")"
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

@test "a column that takes what was there before is marked for nothing on SQLite" {
    [ "$ENGINE" = sqlite ] || skip "PostgreSQL alters by parts"
    one() {
        rm -f versions/*
        echo "CREATE TABLE t (id INTEGER PRIMARY KEY, c $2);" >schema.sql
        generate one
        echo "CREATE TABLE t (id INTEGER PRIMARY KEY, c $3);" >schema.sql
        migrate revision --autogenerate -m two --allow-behind
        same "$1" "$(sed -n '/migrate:up/,/migrate:down/p' versions/*_two.sql | grep -c WARNING)" || { echo "$2 to $3" >&2; return 1; }
    }
    one 0 "TEXT NOT NULL" "TEXT"
    one 0 "TEXT DEFAULT 'a b'" "TEXT DEFAULT 'c default not null'"
    one 0 "TEXT DEFAULT -1 NOT NULL" "TEXT DEFAULT (1 + (2)) NOT NULL"
    one 0 "BLOB DEFAULT x'00' CHECK (c > 1)" "BLOB CHECK (c > 1)"
    one 1 "BLOB DEFAULT x'00' CHECK (c > 1)" "BLOB CHECK (c > 2)"
    one 1 "TEXT" "TEXT NOT NULL DEFAULT 'x'"
    one 1 "TEXT" "INT"
    one 1 "INT REFERENCES t ON DELETE SET DEFAULT" "INT REFERENCES t ON DELETE CASCADE"
}

@test "a key to what is no key is no obstacle to a proof with rows" {
    [ "$ENGINE" = sqlite ] || skip "PostgreSQL has no such keys"
    echo "CREATE TABLE p (a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (a));" >schema.sql
    generate one
    echo "CREATE TABLE p (a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (a), q INT);" >schema.sql
    migrate revision --autogenerate -m two --allow-behind
    migrate verify --rows
    rm versions/*
    deferred="CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT NOT NULL CHECK (code GLOB '[A-Z]-[0-9]')); CREATE TABLE c (id INTEGER PRIMARY KEY, p INT NOT NULL REFERENCES p DEFERRABLE INITIALLY DEFERRED"
    echo "$deferred);" >schema.sql
    generate three
    echo "$deferred, q INT);" >schema.sql
    migrate revision --autogenerate -m four --allow-behind
    migrate verify --rows
}
