# BEGIN … COMMIT in a section that is no transaction itself.
load helper

ledger() {
    sql "SELECT a FROM ledger ORDER BY a" | paste -sd' ' -
}

state() {
    sql "SELECT state || ' ' || statements_done || ' ' || statements_total FROM alembic_version_log WHERE revision = 'b2' ORDER BY id DESC LIMIT 1"
}

@test "a block is one transaction with one entry, and goes on as a whole" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 $'INSERT INTO ledger VALUES (1);
BEGIN;
INSERT INTO ledger VALUES (2);
INSERT INTO ledger VALUES (3);
COMMIT;
BEGIN; INSERT INTO ledger VALUES (4); INSERT INTO nosuch VALUES (5); INSERT INTO ledger VALUES (6); END;
VACUUM;
INSERT INTO ledger VALUES (7);' "BEGIN; DELETE FROM ledger WHERE a = 7; COMMIT; DELETE FROM ledger;" "transaction: false"
    fails 5 "versions/b2.sql:12:" migrate upgrade head
    grep -q "of the 8 statements of b2, which cannot be rolled back, 3 are done" err
    same "1 2 3" "$(ledger)"
    same "failed 3 8" "$(state)"
    fails 5 "this is one transaction, which was rolled back" migrate resume --done
    sql "CREATE TABLE nosuch (a integer)"
    migrate upgrade head
    same "1 2 3 4 6 7" "$(ledger)"
    same "done 8 8" "$(state)"
    migrate downgrade a1
    same "" "$(ledger)"
    migrate upgrade a1:head --sql >out
    client <out
    same "1 2 3 4 6 7" "$(ledger)"
    same b2 "$(rows)"
}

@test "a block that is killed is done or not, as a whole" {
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    slow="SELECT pg_sleep(20);"
    [ "$ENGINE" = postgresql ] || slow="WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80000000) SELECT count(*) FROM n;"
    script b2 a1 "INSERT INTO ledger VALUES (1); BEGIN; INSERT INTO ledger VALUES (2); $slow COMMIT; INSERT INTO ledger VALUES (3);" "" "transaction: false"
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    for _ in $(seq 100); do grep -q "VALUES (2)" err && break; sleep 0.05; done
    sleep 0.3
    kill -9 $pid
    wait $pid || true
    same 1 "$(ledger)"
    script b2 a1 "INSERT INTO ledger VALUES (1); BEGIN; INSERT INTO ledger VALUES (2); COMMIT; INSERT INTO ledger VALUES (3);" "" "transaction: false"
    migrate upgrade head
    same "1 2 3" "$(ledger)"
}

@test "what is no whole block is refused before anything runs" {
    table a0 ""
    while IFS='|' read -r part place statement; do
        script b2 a0 "$statement" "" "transaction: false"
        fails 2 "versions/b2.sql:$place: $part" migrate upgrade head
        ! has_table t_a0
    done <<'END'
this BEGIN has no COMMIT|7:11|SELECT 1; BEGIN; SELECT 2;
a COMMIT without a BEGIN|7:11|SELECT 1; COMMIT;
transaction control|7:18|BEGIN; SELECT 1; BEGIN; COMMIT;
transaction control|7:18|BEGIN; SELECT 1; ROLLBACK;
VACUUM cannot run in a transaction|7:8|BEGIN; VACUUM; COMMIT;
END
}

@test "COMMIT AND CHAIN begins the next block" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE ledger (a integer);" ""
    script b2 a1 "INSERT INTO ledger VALUES (1);
COMMIT AND CHAIN;
INSERT INTO ledger VALUES (2); INSERT INTO ledger VALUES (3);
COMMIT AND CHAIN;
INSERT INTO ledger VALUES (4); INSERT INTO nosuch VALUES (5);" "" "transaction: false"
    fails 5 'relation "nosuch" does not exist' migrate upgrade head
    same "1 2 3" "$(ledger)"
    sql "CREATE TABLE nosuch (a integer)"
    migrate upgrade head
    same "1 2 3 4" "$(ledger)"
    script c3 b2 "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO ledger SELECT 10 WHERE current_setting('transaction_isolation') = 'serializable'; COMMIT;" "" "transaction: false"
    migrate upgrade head
    same "1 2 3 4 10" "$(ledger)"
}
