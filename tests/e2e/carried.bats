#!/usr/bin/env bats
# Rows: what squash and dump carry along, and what squash refuses because it cannot.
load helper
ONLY=postgresql

@test "a range on top of others is refused when it may change rows" {
    script a1 "" "CREATE TABLE users (id int PRIMARY KEY, name text, a int); CREATE TYPE mood AS ENUM ('x');" "DROP TABLE users;"
    table c3 b2
    while read -r sql; do
        script b2 a1 "$sql" "SELECT 1;"
        fails 2 "versions/b2.sql:6:" migrate squash b2:c3 || { echo "$sql" >&2; return 1; }
        grep -q "this may change rows" err
    done <<'SQL'
ALTER TABLE users RENAME TO people;
ALTER TABLE users RENAME COLUMN a TO b;
ALTER TABLE users ALTER COLUMN a TYPE bigint USING a * 100;
ALTER TABLE ONLY public . "users" ADD COLUMN b int DEFAULT 5, ALTER b DROP DEFAULT;
ALTER TABLE users DROP COLUMN a;
ALTER TYPE mood RENAME VALUE 'x' TO 'y';
DO $$ BEGIN UPDATE users SET a = 42; END $$;
CREATE TABLE names AS SELECT id, name FROM users;
CREATE TABLE names (id) AS SELECT id FROM users;
DROP TABLE users;
CREATE SEQUENCE s; ALTER SEQUENCE s RESTART 9;
DROP TABLE users; CREATE TABLE users (id int);
ALTER SCHEMA public RENAME TO other;
SQL
    script b2 a1 "ALTER TABLE IF EXISTS ONLY public.users ADD x int DEFAULT 4, ADD CONSTRAINT k UNIQUE (x, a), ENABLE ROW LEVEL SECURITY;
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'as'; CREATE VIEW v AS SELECT 1 AS one; DROP VIEW v; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE k2 (a int GENERATED ALWAYS AS IDENTITY); SET search_path = public; CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY k2.a; COMMENT ON TABLE users IS 'as';" "SELECT 1;"
    migrate squash b2:c3 -m safe
}

@test "what a baseline cannot make is refused" {
    table b2 a1
    script a1 "" "CREATE TABLE a (id int); CREATE PUBLICATION p FOR TABLE a; CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);" "SELECT 1;"
    fails 2 "what migrate does not manage" migrate squash base:b2
    grep -q "publication p: missing" err
    grep -q "operator public.===(integer,integer): missing" err
    script a1 "" "SELECT lo_from_bytea(0, 'x');" "SELECT 1;"
    fails 2 "large objects" migrate squash base:b2
    same 2 "$(ls versions | wc -l)"
}

@test "values are what their types print, whatever the casts say" {
    script a1 "" "CREATE TYPE lvl AS ENUM ('1', '2', '3');
CREATE FUNCTION label(lvl) RETURNS text LANGUAGE sql IMMUTABLE AS \$\$SELECT CASE \$1 WHEN '1' THEN '3' WHEN '3' THEN '1' ELSE '2' END\$\$;
CREATE CAST (lvl AS text) WITH FUNCTION label(lvl);
CREATE TABLE t (l lvl); INSERT INTO t VALUES ('1'), (NULL); CREATE TABLE b (c bpchar); INSERT INTO b VALUES ('ab  ');
CREATE TABLE m (id int, d date) PARTITION BY RANGE (d); CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); INSERT INTO m VALUES (1, '2020-02-02');" "SELECT 1;"
    migrate upgrade head
    same "INSERT INTO public.t (l) OVERRIDING SYSTEM VALUE VALUES ('1');
INSERT INTO public.t (l) OVERRIDING SYSTEM VALUE VALUES (NULL);
INSERT INTO public.b (c) OVERRIDING SYSTEM VALUE VALUES ('ab  ');
INSERT INTO public.m (id, d) OVERRIDING SYSTEM VALUE VALUES ('1', '2020-02-02');" "$(migrate dump --data t --data b --data m | grep ^INSERT)"
    fails 2 "there is no table of that name" migrate dump --data nowhere
}

@test "rows come before keys and views, counters follow renames, and tables may have no columns" {
    script a1 "" "CREATE TABLE country (id int PRIMARY KEY); CREATE TABLE city (id int PRIMARY KEY, country int REFERENCES country);
INSERT INTO country VALUES (1); INSERT INTO city VALUES (1, 1); CREATE MATERIALIZED VIEW cm AS SELECT id FROM country;
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, t text); INSERT INTO a (t) VALUES ('x'), ('y');
CREATE TABLE nocol (); INSERT INTO nocol DEFAULT VALUES; CREATE TABLE g (g int GENERATED ALWAYS AS (1) STORED); INSERT INTO g DEFAULT VALUES;" "SELECT 1;"
    script b2 a1 "CREATE FUNCTION new_id() RETURNS text LANGUAGE sql AS 'SELECT md5(random()::text)'; CREATE TABLE doc (id text DEFAULT new_id() PRIMARY KEY);
CREATE FUNCTION has(x int) RETURNS boolean BEGIN ATOMIC SELECT x IN (SELECT id FROM cm); END; CREATE TABLE k (x int CHECK (has(x)));
ALTER TABLE a RENAME TO b;" "SELECT 1;"
    migrate squash base:b2
    migrate upgrade head
    same "1|1|2|1|1" "$(sql "SELECT (SELECT count(*) FROM cm), (SELECT count(*) FROM city), (SELECT count(*) FROM b), (SELECT count(*) FROM nocol), (SELECT g FROM g)")"
    same 3 "$(sql "INSERT INTO b (t) VALUES ('z') RETURNING id")"
}

@test "settings of the database that change how SQL is read change no plan" {
    sql "ALTER DATABASE $DATABASE SET standard_conforming_strings = off"
    script a1 "" "CREATE TABLE public.t (a text DEFAULT E'a\\\\b''c', CHECK (a <> E'q\\\\'));" "DROP TABLE public.t;"
    migrate upgrade head
    migrate check --drift
    migrate dump | grep -qF "DEFAULT 'a\\b''c'"
    sql "ALTER DATABASE $DATABASE RESET standard_conforming_strings"
    sql "ALTER DATABASE $DATABASE SET search_path = ''"
    printf 'version_table_schema: public\n' >migrate.yaml
    migrate verify
    migrate check --drift
}

@test "keys that wait for the commit are no obstacle to a proof with rows" {
    local p="CREATE TABLE p (id int PRIMARY KEY, code text NOT NULL CHECK (code ~ '^[A-Z]{3}-[0-9]+\$'));"
    echo "$p CREATE TABLE c (id int PRIMARY KEY, p int NOT NULL REFERENCES p DEFERRABLE INITIALLY DEFERRED);" >schema.sql
    migrate revision --autogenerate -m one
    echo "$p CREATE TABLE c (id int PRIMARY KEY, p int NOT NULL REFERENCES p DEFERRABLE INITIALLY DEFERRED, note text);" >schema.sql
    migrate revision --autogenerate -m two --allow-behind
    migrate verify --rows
}

@test "a dump that cannot be written is told before the first step" {
    table a1 ""
    printf 'dump: notes.txt\n' >migrate.yaml
    echo mine >notes.txt
    fails 2 "notes.txt is there, and is no dump" migrate upgrade head
    ! has_table t_a1
    printf 'dump: nowhere/schema.sql\n' >migrate.yaml
    fails 2 "nowhere/schema.sql cannot be written" migrate upgrade head
    ! has_table t_a1
    printf 'dump: now.sql\n' >migrate.yaml
    migrate upgrade head
    migrate downgrade base
    migrate upgrade head
    grep -q "CREATE TABLE public.t_a1" now.sql
}

@test "current knows what was squashed" {
    three
    migrate upgrade b2
    migrate squash base:c3
    fails 3 'the database is at revision "b2", which was squashed into c3' migrate current --check-heads
}

@test "what another body or signature of a function leaves behind, or may make fail, is marked" {
    local t="CREATE TABLE k (id int PRIMARY KEY, x text, n text GENERATED ALWAYS AS (norm(x)) STORED UNIQUE, CHECK (norm(x) <> 'BAD')); CREATE UNIQUE INDEX kx ON k (norm(x)); CREATE INDEX ky ON k (norm(x));"
    echo "CREATE FUNCTION norm(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(x)'; $t" >schema.sql
    migrate revision --autogenerate -m one
    echo "CREATE FUNCTION norm(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(x)'; $t" >schema.sql
    migrate revision --autogenerate -m two --allow-behind
    same 2 "$(grep -c "WARNING function norm(text): what it said before stays in column k.n, constraint k_x_check ON public.k, index kx, index ky" versions/*_two.sql)"
    echo "CREATE FUNCTION norm(x text, n int DEFAULT 3) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT left(x, n)'; $t" >schema.sql
    migrate revision --autogenerate -m three --allow-behind
    for what in "constraint k_x_check ON public.k" "constraint k_n_key ON public.k" "index kx"; do
        same 2 "$(grep -c "WARNING $what: rows that do not fit make this fail" versions/*_three.sql)" || { cat versions/*_three.sql; return 1; }
    done
    ! grep -q "WARNING index ky" versions/*_three.sql
}

@test "check --drift by a role that scripts grant to finds no drift in that" {
    sql "CREATE ROLE \"$DATABASE\" LOGIN CREATEDB"
    script a1 "" "CREATE TABLE t (id int); GRANT SELECT ON t TO \"$DATABASE\"; GRANT UPDATE ON t TO PUBLIC;" "DROP TABLE t;"
    migrate upgrade head
    sql "GRANT SELECT ON alembic_version, alembic_version_log TO \"$DATABASE\""
    migrate check --drift --url "${DATABASE_URL/migrate@/$DATABASE@}"
    sql "REVOKE UPDATE ON t FROM PUBLIC"
    fails 3 "privilege UPDATE ON TABLE t TO PUBLIC g: missing" migrate check --drift --url "${DATABASE_URL/migrate@/$DATABASE@}" || cat err
    sql "DROP OWNED BY \"$DATABASE\"; DROP ROLE \"$DATABASE\""
}

@test "names and texts with three question marks are what they are" {
    client <<'S'
CREATE TABLE "what???" (a text DEFAULT '???'); CREATE TYPE "e???" AS ENUM ('???');
CREATE TABLE u (b "e???", "c???" int); COMMENT ON TABLE u IS '???';
S
    same 6 "$(migrate dump | grep -c '???')"
}
