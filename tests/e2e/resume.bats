load helper

# state: of the log row of b2, and how many statements it says are done.
state() {
    sql "SELECT state || ' ' || statements_done FROM alembic_version_log WHERE revision = 'b2' ORDER BY id DESC LIMIT 1"
}

ledger() {
    sql "SELECT a FROM ledger ORDER BY a" | paste -sd' ' -
}

only_postgresql() {
    [ "$ENGINE" = postgresql ] || skip "SQLite's statements all have a known outcome"
}

# killed: b2 is killed within its second statement, which waits for a session that writes.
killed() {
    migrate upgrade a1
    psql -qXAt -c "BEGIN" -c "INSERT INTO t VALUES (9)" -c "SELECT pg_sleep(1.5)" -c "${1:-COMMIT}" >/dev/null &
    sleep 0.3
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    for _ in $(seq 100); do
        [ "$(sql "SELECT state FROM alembic_version_log WHERE revision = 'b2'")" != running ] || break
        sleep 0.02
    done
    sleep 0.2
    kill -9 $pid
    wait $pid || true
    wait
}

@test "resume finishes the step, and only that" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);\nINSERT INTO ledger VALUES (3);' "" "transaction: false"
    table c3 b2
    fails 0 "nothing to do: no step stopped half-way" migrate resume
    fails 5 "1 is done" migrate upgrade head
    sql "CREATE TABLE nosuch (a integer)"
    migrate resume b2
    same b2 "$(rows)"
    same "1 3" "$(ledger)"
    same "done 3" "$(state)"
    fails 0 "nothing to do" migrate resume
    migrate upgrade head
}

@test "resume --done counts the statement that failed as done" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);\nINSERT INTO ledger VALUES (3);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    fails 2 "do not go together" migrate resume --done --retry
    fails 2 "c9" migrate resume c9 --done
    migrate resume --done --json >out
    grep -q '"event":"done"' out
    same "1 3" "$(ledger)"
    same b2 "$(rows)"
}

@test "resume --rollback-by-down undoes a half-done way up" {
    for mode in "" " transaction:false"; do
        rm -f versions/*
        script a1 "" "CREATE TABLE ledger (a integer);" "DROP TABLE ledger;"
        script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "DELETE FROM ledger;" "transaction: false"
        sed -i "s/migrate:down/&$mode/" versions/b2.sql
        [ -n "$mode" ] || sed -i "s/migrate:down/& transaction:true/" versions/b2.sql
        fails 5 "1 is done" migrate upgrade head
        migrate resume --rollback-by-down
        same "" "$(ledger)"
        same a1 "$(rows)"
        fails 0 "nothing to do" migrate resume
        sed -i 's/nosuch/ledger/' versions/b2.sql
        migrate upgrade head
        same "1 2" "$(ledger)"
        migrate downgrade base
    done
}

@test "a rollback that stops half-way itself is finished before anything else" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' $'DELETE FROM ledger;\nDELETE FROM nosuch;' "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    fails 5 "1 is done" migrate resume --rollback-by-down
    fails 5 "the way down of b2 stopped half-way" migrate upgrade head
    grep -q '"migrate resume b2"' err
    sql "CREATE TABLE nosuch (a integer)"
    migrate resume
    same a1 "$(rows)"
    migrate upgrade head
    same b2 "$(rows)"
    same 1 "$(ledger)"
}

@test "a half-done way down is resumed too" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 "INSERT INTO ledger VALUES (0);" $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "transaction: false"
    migrate upgrade head
    fails 5 "1 is done" migrate downgrade -1
    same b2 "$(rows)"
    fails 2 "it is the way down of b2 that stopped half-way" migrate resume --rollback-by-down
    sql "CREATE TABLE nosuch (a integer)"
    migrate resume
    same a1 "$(rows)"
    same "0 1" "$(ledger)"
}

@test "a half-done step does not begin anew because its header was mended" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    sql "CREATE TABLE nosuch (a integer)"
    sed -i '/transaction/d' versions/b2.sql
    fails 5 "an earlier run did 1 statements of this" migrate upgrade head
    same "1" "$(ledger)"
}

@test "kill -9 while a concurrent index waits: it is dropped and built again" {
    only_postgresql
    script a1 "" "CREATE TABLE t (a integer); CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nCREATE INDEX CONCURRENTLY i ON t (a);\nINSERT INTO ledger VALUES (3);' "" "transaction: false"
    killed
    # The server goes on building what nobody waits for; so it is valid now, or is not.
    migrate upgrade head 2>err
    same b2 "$(rows)"
    same "1 3" "$(ledger)"
    same "i true" "$(sql "SELECT relname || ' ' || indisvalid::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = 't'::regclass")"
}

@test "an index that came out INVALID is dropped and built again" {
    only_postgresql
    script a1 "" "CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1);" ""
    for how in "UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"T i\" ON" "UNIQUE INDEX CONCURRENTLY ti ON public." "UNIQUE INDEX CONCURRENTLY ON"; do
        script b2 a1 "CREATE $how t USING btree (a DESC) INCLUDE (a) WHERE a > 0;" "" "transaction: false"
        sed -i 's/public\. t/public.t/' versions/b2.sql
        migrate upgrade a1
        fails 5 "could not create unique index" migrate upgrade head
        same 1 "$(sql "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid")"
        sql "DELETE FROM t"
        migrate upgrade head 2>err
        grep -q "is INVALID, as an attempt to build it that failed leaves it: it is dropped and built again" err
        same b2 "$(rows)"
        same t "$(sql "SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass")"
        sql "DROP TABLE t; DELETE FROM alembic_version; DELETE FROM alembic_version_log"
    done
}

@test "an index that was built before the answer came counts as done" {
    only_postgresql
    script a1 "" "CREATE TABLE t (a integer, b text);" ""
    script b2 a1 $'SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (lower(b), a DESC NULLS LAST) WHERE b > \'x USING y\';' "" "transaction: false"
    migrate upgrade a1
    for made in "CREATE INDEX i ON public.t USING btree (LOWER(b), a DESC NULLS LAST) WHERE (b > 'x USING y')" "CREATE INDEX i ON t (lower(b), a) WHERE b > 'x USING y'"; do
        sql "$made"
        sql "DELETE FROM alembic_version_log WHERE revision = 'b2'"
        fails 5 "already exists" migrate upgrade head
        sql "UPDATE alembic_version_log SET state = 'running' WHERE revision = 'b2'"
        case $made in
        *public*)
            migrate upgrade head
            same b2 "$(rows)"
            migrate stamp a1
            sql "DROP INDEX i"
            ;;
        *)
            fails 5 "an earlier run was stopped within this statement" migrate upgrade head
            grep -q 'hint: see whether statement 2 took effect; then "migrate resume --done"' err
            grep -q '^versions/b2.sql:8:1: ' err
            same a1 "$(rows)"
            sql "DROP INDEX i"
            migrate resume --retry
            same b2 "$(rows)"
            ;;
        esac
    done
}

@test "IF NOT EXISTS does not take another index for this one" {
    only_postgresql
    script a1 "" "CREATE TABLE t (a integer, b integer); CREATE TABLE u (a integer);" ""
    script b2 a1 "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (b);" "" "transaction: false"
    migrate upgrade a1
    sql "CREATE INDEX i ON t (a)"
    fails 1 "versions/b2.sql:7:1: there is an index public.i with another definition" migrate upgrade head
    sql "DROP INDEX i; CREATE INDEX i ON u (a)"
    fails 5 "the index was not made: something else is called i" migrate upgrade head
    sql "DROP INDEX i; CREATE INDEX i ON t (b)"
    migrate upgrade head 2>err
    grep -q "the index public.i is there already" err
    same b2 "$(rows)"
}

@test "a procedure that commits by itself runs outside a transaction, once" {
    only_postgresql
    script a1 "" "CREATE TABLE ledger (a integer); CREATE PROCEDURE p(boom integer) LANGUAGE plpgsql AS 'BEGIN INSERT INTO ledger VALUES (1); COMMIT; PERFORM 1 / boom; INSERT INTO ledger VALUES (2); COMMIT; END';" ""
    script b2 a1 $'CALL p(1);\nDO $$ BEGIN INSERT INTO ledger VALUES (3); COMMIT; END $$;\nINSERT INTO ledger VALUES (4);' "" "transaction: false"
    migrate upgrade head
    same "1 2 3 4" "$(ledger)"
    sql "DELETE FROM ledger"
    script c3 b2 $'CALL p(0);' "" "transaction: false"
    fails 5 "division by zero" migrate upgrade head
    grep -q "what it had committed by then stays" err
    same 1 "$(ledger)"
    same "running 0" "$(sql "SELECT state || ' ' || statements_done FROM alembic_version_log WHERE revision = 'c3'")"
    # What it did is not known to us: it is not simply called again.
    fails 5 "an earlier run was stopped within this statement" migrate upgrade head
    same 1 "$(ledger)"
    migrate resume --done
    same c3 "$(rows)"
    script d4 c3 "CALL p(1);" ""
    fails 2 "a procedure that commits by itself cannot run in a transaction" migrate upgrade head
}

@test "resume --done counts only what was sent" {
    only_postgresql
    script a1 "" "CREATE TABLE ledger (a integer); CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN INSERT INTO ledger VALUES (2); COMMIT; PERFORM 1 / 0; END';" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nCALL p();\nINSERT INTO ledger VALUES (3);' "" "transaction: false"
    fails 5 "division by zero" migrate upgrade head
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO ledger VALUES (99);\nCALL p();\nINSERT INTO ledger VALUES (3);' "" "transaction: false"
    fails 5 "which was edited since" migrate resume --done
    same "1 2" "$(ledger)"
}

@test "a stamp to where the database is closes a half-done step" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    sql "DELETE FROM ledger; CREATE TABLE nosuch (a integer)"
    migrate stamp a1
    migrate check -q || [ $? = 3 ]
    ! migrate check | grep half-way
    migrate upgrade head
    same 1 "$(ledger)"
    same b2 "$(rows)"
}

@test "what a script sets holds for all of it, whatever is rolled back between" {
    only_postgresql
    sql "CREATE SCHEMA s2; CREATE TABLE s2.u (a integer); CREATE INDEX one ON s2.u (a); INSERT INTO s2.u VALUES (1), (1); CREATE TABLE v (a integer, b integer); CREATE INDEX ui ON v (b); CREATE TABLE u (a integer)"
    sql "CREATE PROCEDURE s2.p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'"
    script a1 "" $'SET search_path = s2;\nSET lock_timeout = 77000;\nCREATE TEMP TABLE mine (a integer);\nCALL p();\nCREATE INDEX CONCURRENTLY ON u (a);\nCREATE UNIQUE INDEX CONCURRENTLY ui ON u (a);\nINSERT INTO mine VALUES (1);\nCREATE TABLE after_it AS SELECT current_setting(\'lock_timeout\') AS t;' "" "transaction: false"
    sed -i '/CREATE TEMP/d; /INTO mine/d' versions/a1.sql
    fails 5 "could not create unique index" migrate upgrade head
    sql "DELETE FROM s2.u"
    migrate upgrade head 2>err
    grep -q "the index s2.ui is INVALID" err
    same 77s "$(sql "SELECT t FROM s2.after_it")"
    same "s2.u public.v" "$(sql "SELECT indrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = 'ui' AND indisvalid ORDER BY 1" | sed 's/^v$/public.v/' | paste -sd' ' -)"
    script b2 a1 $'CREATE TEMP TABLE mine (a integer);\nCALL s2.p();\nINSERT INTO mine VALUES (1);' "" "transaction: false"
    migrate upgrade head
}

@test "DROP INDEX CONCURRENTLY that was killed does not drop another of that name" {
    only_postgresql
    sql "CREATE SCHEMA s2; CREATE TABLE s2.u (a integer); CREATE INDEX i ON s2.u (a); CREATE TABLE v (a integer); CREATE INDEX i ON v (a)"
    script a1 "" $'SET search_path = s2, public;\nDROP INDEX CONCURRENTLY i;' "" "transaction: false"
    psql -qX -c "BEGIN" -c "SELECT count(*) FROM s2.u" -c "SELECT pg_sleep(1.5)" >/dev/null &
    sleep 0.4
    "$MIGRATE" upgrade head 2>/dev/null &
    pid=$!
    for _ in $(seq 100); do
        [ "$(sql "SELECT state FROM alembic_version_log" 2>/dev/null)" != running ] || break
        sleep 0.02
    done
    sleep 0.2
    kill -9 $pid
    wait
    migrate upgrade head
    same a1 "$(rows)"
    same v "$(sql "SELECT indrelid::regclass FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = 'i'")"
}

@test "an index whose definition cannot be compared is built, and built again, all the same" {
    only_postgresql
    sql "CREATE TABLE t (id integer PRIMARY KEY, b text); INSERT INTO t VALUES (1, 'x'), (2, 'x')"
    script a1 "" $'CREATE INDEX CONCURRENTLY ON t (lower(t.b));\nCREATE UNIQUE INDEX CONCURRENTLY n ON t (b);' "" "transaction: false"
    sql "CREATE ROLE plain_$DATABASE LOGIN; REVOKE TEMPORARY ON DATABASE $DATABASE FROM PUBLIC; GRANT ALL ON SCHEMA public TO plain_$DATABASE; ALTER TABLE t OWNER TO plain_$DATABASE"
    url="postgresql://plain_$DATABASE@/$DATABASE?host=$PGHOST"
    fails 5 "could not create unique index" migrate upgrade head --url "$url"
    sql "DELETE FROM t WHERE id = 2"
    migrate upgrade head --url "$url"
    script b2 a1 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS n ON t (b);' "" "transaction: false"
    migrate upgrade head --url "$url" 2>err
    grep -q "the index public.n is there already; its definition cannot be compared" err
    same b2 "$(rows)"
    sql "DROP OWNED BY plain_$DATABASE; DROP ROLE plain_$DATABASE"
}

@test "an index that another session is building is left to it" {
    only_postgresql
    sql "CREATE TABLE t (a integer)"
    script a1 "" 'CREATE INDEX CONCURRENTLY ti ON t (a);' "" "transaction: false"
    sql "CREATE ROLE plain_$DATABASE LOGIN; GRANT ALL ON SCHEMA public TO plain_$DATABASE; ALTER TABLE t OWNER TO plain_$DATABASE"
    psql -qX -c "BEGIN" -c "INSERT INTO t VALUES (9)" -c "SELECT pg_sleep(2)" -c COMMIT >/dev/null &
    sleep 0.3
    psql -qX -c "CREATE INDEX CONCURRENTLY ti ON t (a)" &
    sleep 0.4
    fails 4 "INVALID, but process" migrate upgrade head --url "postgresql://plain_$DATABASE@/$DATABASE?host=$PGHOST"
    wait
    same t "$(sql "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ti'::regclass")"
    sql "DROP OWNED BY plain_$DATABASE; DROP ROLE plain_$DATABASE"
}

@test "what a stamp closes is logged as what it is then" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 "INSERT INTO ledger VALUES (0);" $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "transaction: false"
    migrate upgrade head
    fails 5 "1 is done" migrate downgrade -1
    migrate stamp b2
    migrate current --log | grep -q "^    stamp at "
    sed -i 's/VALUES (0)/VALUES (7)/' versions/b2.sql
    table c3 b2
    fails 3 "b2 was edited after it was applied" migrate upgrade head
    sed -i 's/VALUES (7)/VALUES (0)/' versions/b2.sql
    script d4 b2 $'INSERT INTO ledger VALUES (4);\nINSERT INTO nosuch VALUES (2);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade d4
    rm versions/d4.sql
    migrate stamp b2
    ! migrate check | grep half-way
}

@test "resume --done does not skip what was never sent" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    sql "UPDATE alembic_version_log SET state = 'started' WHERE state = 'failed'"
    fails 5 "statement 2 of this was not sent" migrate resume --done
    same a1 "$(rows)"
}

@test "a rollback that loses its connection does not say that it is done" {
    only_postgresql
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);\nINSERT INTO nosuch VALUES (2);' $'INSERT INTO ledger VALUES (3);\nSELECT pg_sleep(2);\nDELETE FROM ledger;' "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    "$MIGRATE" resume --rollback-by-down 2>err &
    pid=$!
    sleep 0.7
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(2)%' OR query LIKE '%pg_sleep(2)%' AND application_name LIKE 'migrate%'" >/dev/null
    status=0
    wait $pid || status=$?
    same 5 $status
    grep -q "1 is done" err
    migrate resume
    same "" "$(ledger)"
    same a1 "$(rows)"
}

@test "an INVALID index that cannot be compared is told" {
    only_postgresql
    sql "CREATE TABLE t (b text); INSERT INTO t VALUES ('x'), ('x')"
    script a1 "" $'CREATE UNIQUE INDEX CONCURRENTLY ON t (lower(t.b));' "" "transaction: false"
    fails 5 "could not create unique index" migrate upgrade head
    sql "DELETE FROM t; CREATE DOMAIN unused AS text; REVOKE TEMPORARY ON DATABASE $DATABASE FROM PUBLIC; CREATE ROLE plain_$DATABASE LOGIN; GRANT ALL ON SCHEMA public TO plain_$DATABASE; ALTER TABLE t OWNER TO plain_$DATABASE; GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_$DATABASE; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain_$DATABASE"
    migrate upgrade head --url "postgresql://plain_$DATABASE@/$DATABASE?host=$PGHOST" 2>err
    grep -q "there is an INVALID index public.t_lower_idx, perhaps of an earlier attempt" err
    sql "DROP OWNED BY plain_$DATABASE; DROP ROLE plain_$DATABASE"
}

@test "what a block set for the session is not lost in silence" {
    only_postgresql
    sql "CREATE SCHEMA s2; CREATE TABLE s2.u (a integer); CREATE TABLE u (a integer)"
    script a1 "" $'DO $$ BEGIN PERFORM set_config(\'search_path\', \'s2\', false); END $$;\nINSERT INTO nosuch VALUES (1);\nINSERT INTO u VALUES (1);' "" "transaction: false"
    fails 5 "1 is done" migrate upgrade head
    sql "CREATE TABLE s2.nosuch (a integer)"
    fails 5 "it ended with the session of that run" migrate upgrade head
    same 0 "$(sql "SELECT count(*) FROM u")"
}

@test "a role under a quoted name is refused as well" {
    only_postgresql
    script a1 "" $'SET "role" = nobody;\nSELECT 1;' "" "transaction: false"
    fails 2 "cannot be kept by another role" migrate upgrade head
}
