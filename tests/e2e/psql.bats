# What psql reads by itself: data of COPY, and its commands.
ONLY=postgresql

load helper

# whole ID PARENT [HEADER LINE]: a script whose up section is standard input.
whole() {
    {
        printf -- '-- revision: %s\n-- parents: [%s]\n%s\n-- migrate:up\n' "$1" "$2" "${3:-}"
        cat
        printf -- '-- migrate:down\n'
    } >"versions/$1.sql"
}

@test "COPY takes its data from the script" {
    whole a1 "" <<'END'
CREATE TABLE t (a integer, b text);
COPY t (b, a) FROM stdin; -- rows
;'$$ "	1
-- migrate:down	2
\\.	3
\.
COPY t FROM STDIN WITH (FORMAT csv, HEADER);
a,b
4,"x
y"
\.
COPY t FROM stdin;
\.
INSERT INTO t VALUES (5, 'z');
END
    migrate upgrade head
    same "5" "$(sql "SELECT count(*) FROM t")"
    same ";'\$\$ \"" "$(sql "SELECT b FROM t WHERE a = 1")"
    same "-- migrate:down" "$(sql "SELECT b FROM t WHERE a = 2")"
    same '\.' "$(sql "SELECT b FROM t WHERE a = 3")"
    # The log has it all, and what --sql prints does the same.
    grep -q . <<<"$(sql "SELECT 1 FROM alembic_version_log WHERE script LIKE '%-- migrate:down	2%'")"
    migrate upgrade head --sql >out
    sql "DROP TABLE t, alembic_version, alembic_version_log" >/dev/null
    psql -qX -v ON_ERROR_STOP=1 -f out
    same "5" "$(sql "SELECT count(*) FROM t")"
}

@test "COPY works with Windows line ends, and outside a transaction" {
    printf -- '-- revision: a1\r\n-- parents: []\r\n-- migrate:up transaction:false\r\nCREATE TABLE t (a integer, b text);\r\nCOPY t FROM stdin;\r\n1\tx\r\n2\ty\r\n\\.\r\nCREATE INDEX CONCURRENTLY ON t (a);\r\n' >versions/a1.sql
    migrate upgrade head
    same "x y" "$(sql "SELECT b FROM t ORDER BY a" | paste -sd' ' -)"
}

@test "an error in the data of COPY is told with its line" {
    whole a1 "" <<'END'
CREATE TABLE t (a integer, b text);
COPY t (a, b)
FROM stdin;
1	x
two	y
\.
END
    fails 1 'versions/a1.sql:9:1: invalid input syntax for type integer: "two" (22P02)' migrate upgrade head
    grep -qF "two	y" err
    whole a1 "" <<'END'
CREATE TABLE t (a integer primary key);
COPY t FROM stdin WITH (FORMAT csv);
1
2
1
\.
END
    fails 1 'versions/a1.sql:9:1: duplicate key' migrate upgrade head
}

@test "COPY whose data are not as they must be is refused before anything runs" {
    table a0 ""
    whole a1 a0 <<<$'CREATE TABLE t (a integer);\nCOPY t FROM stdin;\n1\n'
    fails 2 'versions/a1.sql:6:1: the data of this COPY … FROM stdin do not end' migrate upgrade head
    whole a1 a0 <<<$'CREATE TABLE t (a integer);\nCOPY t FROM stdin; SELECT 1;\n1\n\\.'
    fails 2 'versions/a1.sql:6:20: the data of COPY … FROM stdin begin on the next line' migrate upgrade head
    whole a1 a0 <<<$'CREATE TABLE t (a integer);\nCOPY t FROM stdin (FORMAT binary);\n1\n\\.'
    fails 2 'binary data cannot stand in a script' migrate upgrade head
    whole a1 a0 <<<$'\\.\n'
    fails 2 '\. is not run here' migrate upgrade head
    ! has_table t_a0
}

@test "a dump of pg_dump is a baseline as it is" {
    psql -qX -v ON_ERROR_STOP=1 -f "$MIGRATE_SOURCE/tests/e2e/everything.sql" >/dev/null 2>err || { cat err; false; }
    pg_dump >first
    grep -q '^COPY s.t' first
    # Older ones do not write \restrict.
    if grep -q '^.restrict' first; then cat first; else
        printf '\\restrict Key\n%s\n\\unrestrict Key\n' "$(cat first)"
    fi | whole a1 ""
    sql "ALTER SUBSCRIPTION sub SET (slot_name = NONE); DROP SUBSCRIPTION sub" >/dev/null
    migrate check --offline
    other="${DATABASE}_2"
    psql -qX -d postgres -c "CREATE DATABASE $other"
    DATABASE_URL="postgresql://migrate@/$other?host=$PGHOST" migrate upgrade head
    psql -qX -d "$other" -c "DROP TABLE alembic_version, alembic_version_log"
    pg_dump "$other" >second
    psql -qX -d "$other" -c "ALTER SUBSCRIPTION sub SET (slot_name = NONE)" -c "DROP SUBSCRIPTION sub"
    psql -qX -d postgres -c "DROP DATABASE $other"
    diff <(grep -v restrict first) <(grep -v restrict second)
}

@test "between restrict and unrestrict there is no other command" {
    whole a1 "" <<<$'\\restrict K1\n\\echo x\n\\unrestrict K1'
    fails 2 'versions/a1.sql:6:1: a psql command where \restrict forbids them all' migrate upgrade head
    whole a1 "" <<<$'\\restrict K1\nSELECT 1;\n\\unrestrict K2'
    fails 2 'versions/a1.sql:7:1: \unrestrict with another key' migrate upgrade head
    whole a1 "" <<<$'\\unrestrict K2'
    fails 2 'versions/a1.sql:5:1: \unrestrict without \restrict' migrate upgrade head
    whole a1 "" <<<$'\\restrict K1\nSELECT 1;\n\\unrestrict K1\n\\echo now x'
    migrate upgrade head 2>err
    grep -q "echo: now x" err
}

@test "each other command of psql is refused with its line and a reason" {
    while read -r line; do
        [ -n "$line" ] || continue
        printf 'SELECT 1;\n  %s\n' "${line%% => *}" | whole a1 ""
        fails 2 "versions/a1.sql:6:3: ${line##* => }" migrate upgrade head
    done <<'END'
\connect other => \connect is not run here: a script is run on one database
\c => \c is not run here: a script is run on one database
\copy t from 'x' => \copy is not run here: it reads or writes files
\gexec => \gexec is not run here: what it sends depends on an answer
\if true => \if is not run here: a script says the same
\! rm -rf / => \! is not run here: it works on the machine
\q => \q is not run here: what follows would be left out
\encoding LATIN1 => \encoding is not run here: scripts are UTF-8
\timing on => \timing is not run here: it only changes what psql shows
\dt+ => \dt+ is not run here: it describes the database
\nosuch => \nosuch is a command of psql, or none at all
\ => \ is a command of psql, or none at all
END
    whole a1 "" <<<$'SELECT 1 AS x \\gset\nSELECT 2;'
    fails 2 'versions/a1.sql:5:15: a psql command within a statement' migrate upgrade head
}

@test "standard_conforming_strings off changes how strings are read" {
    whole a1 "" <<'END'
SET standard_conforming_strings = off;
SET escape_string_warning = off;
CREATE TABLE t AS SELECT 'it\'s; \\ ' AS a;
RESET standard_conforming_strings;
INSERT INTO t VALUES ('\'); INSERT INTO t VALUES (';');
END
    migrate upgrade head
    same "it's; \\ |\\|;" "$(sql "SELECT string_agg(a, '|') FROM t")"
    migrate upgrade head --sql >out
    sql "DROP TABLE t, alembic_version, alembic_version_log" >/dev/null
    psql -qX -v ON_ERROR_STOP=1 -f out
    same "it's; \\ |\\|;" "$(sql "SELECT string_agg(a, '|') FROM t")"
}

@test "psql's variables are in use where the header says so" {
    whole a1 "" "-- psql: true" <<'END'
\set table 'my ' 'table'
\set n 7
CREATE TABLE :"table" (a integer, b text);
INSERT INTO :"table" VALUES (:n, :'given'), ('8'::integer, ':n');
\echo made :table
END
    migrate upgrade head -x given="it's" 2>err
    grep -q 'versions/a1.sql.*echo: made my table' err
    same "7it's|8:n" "$(sql "SELECT string_agg(a || b, '|' ORDER BY a) FROM \"my table\"")"
    # Elsewhere :name is SQL, and \set says what to do.
    script b2 a1 "CREATE TABLE s AS SELECT (ARRAY[1,2,3])[1:2] AS a, 'x' AS n;" ""
    migrate upgrade b2 -x n=5 -x 2=1
    same "{1,2}" "$(sql "SELECT a FROM s")"
    whole c3 b2 <<<$'\\set a 1'
    fails 2 'versions/c3.sql:5:1: psql'"'"'s variables are not in use' migrate upgrade head
}

@test "files are included, from the project only and not in a circle" {
    mkdir -p sql/deep
    echo $'SELECT 1;\n\\ir deep/two.sql\nSELECT 2' >sql/one.sql
    echo 'CREATE TABLE two (a integer);' >sql/deep/two.sql
    whole a1 "" <<<$'\\i sql/one.sql\nCREATE TABLE one (a integer);'
    migrate upgrade head
    has_table one
    has_table two
    # The log has all of it, and an edit of an included file is noticed.
    same 1 "$(sql "SELECT count(*) FROM alembic_version_log WHERE script LIKE '%CREATE TABLE two%'")"
    fails 0 "nothing to do" migrate upgrade head
    echo 'CREATE TABLE two (a text);' >sql/deep/two.sql
    fails 3 "a1 was edited after it was applied" migrate upgrade head
    echo $'SELECT 1;\nSELECT nosuch;' >sql/deep/two.sql
    whole a1 "" <<<$'\\i sql/one.sql'
    sql "DROP TABLE one, two, alembic_version, alembic_version_log" >/dev/null
    fails 1 'sql/deep/two.sql:2:8: column "nosuch" does not exist' migrate upgrade head
    echo $'\n\\i sql/one.sql' >sql/deep/two.sql
    fails 2 'sql/deep/two.sql:2:1: "sql/one.sql" includes itself' migrate upgrade head
    whole a1 "" <<<$'\\i /etc/passwd'
    fails 2 'versions/a1.sql:5:1: "/etc/passwd" is outside the project' migrate upgrade head
    ln -s /etc/passwd sql/link.sql
    whole a1 "" <<<$'\\i sql/link.sql'
    fails 2 'is outside the project' migrate upgrade head
    whole a1 "" <<<$'\\ir one.sql'
    fails 2 'versions/a1.sql:5:1: cannot include "one.sql": No such file' migrate upgrade head
    printf 'SELECT 1;\n-- migrate:down\n' >sql/one.sql
    whole a1 "" <<<$'\\i sql/one.sql'
    fails 2 'sql/one.sql:2:1: a section marker in an included file' migrate upgrade head
    printf "SELECT 'x" >sql/one.sql
    fails 2 'sql/one.sql:1:8: this string does not end' migrate upgrade head
}

@test "notices are shown with the place of their statement, errors with their context" {
    whole a1 "" <<'END'
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no way'; END $$;
DO $$ BEGIN RAISE WARNING 'look out'; END $$;

  DROP TABLE IF EXISTS nosuch;
SELECT setval('s', 1) FROM (SELECT 1) x WHERE false;
END
    sed -i '/setval/d' versions/a1.sql
    migrate upgrade head 2>err
    grep -q 'versions/a1.sql:6:1: WARNING: look out' err
    grep -q 'versions/a1.sql:8:3: NOTICE: table "nosuch" does not exist, skipping' err
    script b2 a1 $'SELECT 1;\nSELECT f();' ""
    fails 1 'versions/b2.sql:7:1: no way (P0001)' migrate upgrade head
    grep -q 'PL/pgSQL function f() line 1 at RAISE' err
}

@test "a signal stops COPY while the server does not read" {
    sql "CREATE TABLE t (a integer); CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF new.a = 1 THEN PERFORM pg_sleep(30); END IF; RETURN new; END'; CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow();"
    { echo 'COPY t FROM stdin;'; seq 2000000; echo '\.'; } | whole a1 ""
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    sleep 2
    start=$SECONDS
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    same 143 "$status"
    [ $((SECONDS - start)) -lt 10 ]
    same 0 "$(sql "SELECT count(*) FROM t")"
}

@test "of large data the log keeps the digest" {
    { echo 'CREATE TABLE t (a integer); COPY t FROM stdin;'; seq 20000; echo '\.'; } | whole a1 ""
    echo 'DROP TABLE t;' >>versions/a1.sql
    migrate upgrade head
    sql "SELECT script FROM alembic_version_log" >kept
    [ "$(wc -c <kept)" -lt 1000 ]
    grep -q -- "-- migrate: $(seq 20000 | wc -c) bytes, SHA-256 $(seq 20000 | sha256sum | cut -d' ' -f1), are not kept in the log" kept
    grep -q 'DROP TABLE t;' kept
    same "$(sha256sum <versions/a1.sql | cut -d' ' -f1)" "$(sql "SELECT script_sha256 FROM alembic_version_log")"
    # An edit of the data is one, white space elsewhere is not.
    fails 0 "nothing to do" migrate upgrade head
    sed -i 's/CREATE TABLE t/CREATE  TABLE t/' versions/a1.sql
    fails 0 "but its SQL is the same" migrate upgrade head
    sed -i 's/^19999$/19998/' versions/a1.sql
    fails 3 "was edited after it was applied" migrate upgrade head
    cp versions/a1.sql saved
    rm versions/a1.sql
    migrate downgrade base
    ! has_table t
    # And they are not taken for data.
    { sed -n '1,/migrate:up/p' saved; grep -A3 'COPY t' kept; } >versions/a1.sql
    fails 2 "the log did not keep the data of this COPY" migrate upgrade head
}
