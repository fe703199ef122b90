# What cannot run in a transaction is found before the first step of a run.
ONLY=postgresql

load helper

# refuses PART LINE SQL: by the second step, before the first.
refuses() {
    script b2 a1 "$3" ""
    fails 2 "versions/b2.sql:$2: $1" migrate upgrade head
    ! has_table t_a1
}

@test "statements that no transaction can hold" {
    table a1 ""
    while IFS='|' read -r part line statement; do
        refuses "$part" "$line" "$statement"
        grep -q 'write "transaction: false" into the header' err
    done <<'END'
CREATE SUBSCRIPTION with a slot cannot run|6:1|CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p;
CREATE SUBSCRIPTION with a slot cannot run|6:1|CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (enabled = false);
DROP SUBSCRIPTION with a slot cannot run|6:11|SELECT 1; DROP SUBSCRIPTION s;
ALTER SUBSCRIPTION with refresh cannot run|6:1|ALTER SUBSCRIPTION s REFRESH PUBLICATION;
ALTER SUBSCRIPTION with refresh cannot run|6:1|ALTER SUBSCRIPTION s ADD PUBLICATION p;
a DO block that commits by itself cannot run|6:1|DO $x$ BEGIN INSERT INTO t_a1 VALUES (1); COMMIT; END $x$;
a DO block that commits by itself cannot run|6:1|DO LANGUAGE plpgsql 'BEGIN FOR i IN 1..2 LOOP COMMIT; END LOOP; END';
ALTER SYSTEM cannot run|6:1|ALTER SYSTEM SET work_mem = '8MB';
CLUSTER without a table cannot run|6:1|CLUSTER;
REINDEX SCHEMA cannot run|6:1|REINDEX SCHEMA public;
DROP TABLESPACE cannot run|6:1|DROP TABLESPACE x;
END
}

@test "what looks like one of them, and is none, runs" {
    script a1 "" "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION s ADD PUBLICATION q WITH (refresh = false);
ALTER SUBSCRIPTION s SET (slot_name = NONE);
DROP SUBSCRIPTION s;
DO \$\$ DECLARE commit integer := 1; BEGIN PERFORM 'COMMIT;' || commit; /* ; COMMIT; */ END \$\$;
CREATE TABLE t (a integer PRIMARY KEY);
REINDEX TABLE t;
REINDEX INDEX t_pkey;
CREATE PROCEDURE quiet() LANGUAGE SQL AS 'SELECT 1';
CALL quiet();
CLUSTER t USING t_pkey;" ""
    migrate upgrade head
}

@test "the database is asked what a relation or procedure is" {
    sql "CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY LIST (a);
         CREATE PROCEDURE loud() LANGUAGE plpgsql AS 'BEGIN INSERT INTO p VALUES (1); COMMIT; END';"
    table a1 ""
    refuses "REINDEX of a partitioned table cannot run" 6:1 "REINDEX TABLE public.p;"
    refuses "REINDEX of a partitioned index cannot run" 6:1 'REINDEX (VERBOSE) INDEX "p_pkey";'
    refuses "a procedure that commits by itself cannot run" 6:11 "SELECT 1; CALL public.loud();"
    # Each as the hint says.
    sql "CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1)"
    script b2 a1 'REINDEX TABLE p; REINDEX (VERBOSE) INDEX "p_pkey"; CALL public.loud();' "" "transaction: false"
    migrate upgrade head
    same 1 "$(sql "SELECT count(*) FROM p")"
}

@test "a new value of an enum cannot be used before it is committed" {
    sql "CREATE TYPE mood AS ENUM ('sad')"
    table a1 ""
    refuses "the new value 'ok' of mood cannot be used before it is committed" 7:8 $'ALTER TYPE mood ADD VALUE IF NOT EXISTS \'ok\';\nSELECT \'ok\'::mood;'
    grep -q 'into a revision of its own' err
    # In its own step, or where the type is new, it is fine; and so is the text elsewhere.
    script b2 a1 $'ALTER TYPE public.mood ADD VALUE \'ok\' AFTER \'sad\'; CREATE TABLE texts AS SELECT \'ok\' AS a;
CREATE TYPE other AS ENUM (\'a\'); ALTER TYPE other ADD VALUE \'b\';' ""
    script c3 b2 "SELECT 'ok'::mood;" ""
    migrate upgrade head
    # What the text does not show, the server says, with the same remedy.
    sql "CREATE TABLE m (a mood)"
    script d4 c3 $'ALTER TYPE mood ADD VALUE \'new\';\nINSERT INTO m VALUES (\'new\');' ""
    fails 1 "versions/d4.sql:7:23: unsafe use of new value" migrate upgrade head
    grep -q 'hint: a new value of an enum can be used when it is committed' err
}

@test "a section says what kind of transaction it wants" {
    for way in "" --no-pipeline; do
        script a1 "" "CREATE TABLE t AS SELECT 'x' AS a;" "DROP TABLE t;"
        script b2 a1 "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO t VALUES (current_setting('transaction_isolation')); COMMIT;" "DELETE FROM t WHERE a = 'serializable';"
        script c3 b2 "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE; INSERT INTO t VALUES (current_setting('transaction_isolation'));" "START TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;"
        script d4 c3 "BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; INSERT INTO t VALUES (current_setting('transaction_isolation') || ' too'); END;" ""
        migrate upgrade head $way
        same "repeatable read|repeatable read too|serializable|x" "$(sql "SELECT string_agg(a, '|' ORDER BY a) FROM t")"
        migrate upgrade a1:head --sql >out
        migrate downgrade base $way
        sql "DROP TABLE alembic_version, alembic_version_log" >/dev/null
    done
    migrate upgrade a1
    psql -qX -v ON_ERROR_STOP=1 -f out
    same "repeatable read|repeatable read too|serializable|x" "$(sql "SELECT string_agg(a, '|' ORDER BY a) FROM t")"
    migrate downgrade base
    fails 2 "versions/b2.sql:6:7: this step wants a transaction of its own kind" migrate upgrade head --transaction run
    script b2 a1 "BEGIN READ ONLY; SELECT 1; COMMIT;" ""
    fails 2 "versions/b2.sql:6:1: a transaction that is READ ONLY" migrate upgrade head
}

@test "all scripts that are refused are counted" {
    table a1 ""
    script b2 a1 "VACUUM;" ""
    script c3 b2 "VACUUM;" ""
    script d4 c3 "COMMIT;" ""
    fails 2 "… and 2 more scripts: \"migrate check\" lists them" migrate upgrade head
    grep -q "versions/b2.sql:6:1: VACUUM" err
}

@test "what is printed of a step outside a transaction runs as it would have" {
    sql "CREATE TABLE ledger (a integer); CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO ledger VALUES (1); COMMIT; END'"
    script a1 "" "CALL p(); DO \$\$ BEGIN INSERT INTO ledger VALUES (2); COMMIT; END \$\$; INSERT INTO ledger VALUES (3);" "" "transaction: false"
    migrate upgrade head --sql >out
    psql -qX -v ON_ERROR_STOP=1 -f out
    same "1 2 3" "$(sql "SELECT a FROM ledger ORDER BY a" | paste -sd' ' -)"
    same a1 "$(rows)"
}

@test "of a long line the part around the error is shown" {
    script a1 "" "SELECT $(printf "'%s', " $(seq 100)) nosuch, $(printf "'%s', " $(seq 100)) 1;" ""
    fails 1 'column "nosuch" does not exist' migrate upgrade head
    same "nosuch" "$(awk 'found { print substr(line, length($0) + 2, 6); exit } /^…/ { found = 1; line = $0 }' err)"
}

@test "what only names a new value, or another procedure, is not refused" {
    sql "CREATE TYPE mood AS ENUM ('sad'); CREATE SCHEMA s;
         CREATE TABLE ledger (a integer);
         CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
         CREATE PROCEDURE p(a integer) LANGUAGE SQL AS 'INSERT INTO ledger VALUES (1)';
         CREATE PROCEDURE s.p() LANGUAGE SQL AS 'INSERT INTO ledger VALUES (2)'"
    script a1 "" "ALTER TYPE mood ADD VALUE 'ok'; ALTER TYPE mood ADD VALUE 'meh' AFTER 'ok'; COMMENT ON TYPE mood IS 'ok';
CALL p(1); CALL s.p();" ""
    migrate upgrade head
    same 2 "$(sql "SELECT count(*) FROM ledger")"
    script b2 a1 "CALL p();" ""
    fails 1 "invalid transaction termination" migrate upgrade head
    grep -q 'hint: write "transaction: false"' err
}
