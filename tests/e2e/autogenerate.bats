load helper
load schema

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
    grep -q "^SET LOCAL check_function_bodies = off;" dump.sql
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
