load helper

ONLY=sqlite

# The textbook way to change a table (sqlite.org/lang_altertable.html, section 7).
rebuild='PRAGMA foreign_keys=OFF;
CREATE TABLE new_parent (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO new_parent SELECT id, name FROM parent;
DROP TABLE parent;
ALTER TABLE new_parent RENAME TO parent;
PRAGMA foreign_keys=ON;'

family() {
    script a1 "" "PRAGMA foreign_keys=ON;
CREATE TABLE parent (id integer PRIMARY KEY, name text);
CREATE TABLE child (id integer PRIMARY KEY, parent_id integer REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1, 'a'), (2, 'b');
INSERT INTO child VALUES (1, 1), (2, 1), (3, 2);" ""
}

@test "a table rebuild keeps every child row" {
    family
    script b2 a1 "$rebuild" ""
    migrate upgrade head
    same 3 "$(sql "SELECT count(*) FROM child")"
    same 2 "$(sql "SELECT count(*) FROM parent")"
    same "" "$(sql "PRAGMA foreign_key_check")"
}

@test "without the pragma a rebuild in a transaction does delete them: the trap is real" {
    family
    migrate upgrade head
    { echo "PRAGMA foreign_keys=ON; BEGIN;"; echo "$rebuild"; echo "COMMIT;"; } | sqlite3 -bail test.db
    same 0 "$(sql "SELECT count(*) FROM child")"
}

@test "a rebuild that orphans rows is refused and rolled back" {
    family
    script b2 a1 "${rebuild/FROM parent;/FROM parent WHERE id = 1;}" ""
    fails 1 'leaves 1 row of table "child" that refer to nothing in "parent"' migrate upgrade head
    same a1 "$(rows)"
    same 3 "$(sql "SELECT count(*) FROM child")"
    same 2 "$(sql "SELECT count(*) FROM parent")"
}

@test "rows that were orphans before do not block a rebuild" {
    family
    script b2 a1 "$rebuild" ""
    migrate upgrade a1
    sql "INSERT INTO child VALUES (9, 99)"
    migrate upgrade head
    same 4 "$(sql "SELECT count(*) FROM child")"
}

@test "foreign keys hold within a step that turns them on, and are off after it" {
    family
    script b2 a1 "PRAGMA foreign_keys=ON; DELETE FROM parent WHERE id = 1;" ""
    script c3 b2 "DELETE FROM parent WHERE id = 2;" ""
    migrate upgrade b2
    same 1 "$(sql "SELECT count(*) FROM child")"
    migrate upgrade c3
    same 1 "$(sql "SELECT count(*) FROM child")"
}

@test "a rebuild in one transaction for the whole run" {
    family
    script b2 a1 "$rebuild" ""
    fails 2 "foreign_keys is to be off here, but on in versions/a1.sql" migrate upgrade head --transaction run
    migrate upgrade a1
    migrate upgrade head --transaction run
    same 3 "$(sql "SELECT count(*) FROM child")"
}

@test "a pragma at the end of a script does not act from its start" {
    family
    script b2 a1 "${rebuild#*;}" ""
    migrate upgrade head
    same 3 "$(sql "SELECT count(*) FROM child")"
}

@test "pragmas around BEGIN and COMMIT, as SQLite's manual has it" {
    family
    script b2 a1 "PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
$(printf '%s' "$rebuild" | sed '1d;$d')
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys=ON;" ""
    migrate upgrade head
    same 3 "$(sql "SELECT count(*) FROM child")"
}

@test "outside a transaction foreign_keys holds at once, and after a resumption" {
    family
    script b2 a1 "PRAGMA foreign_keys=ON;
DELETE FROM parent WHERE id = 1;
INSERT INTO nosuch VALUES (1);
DELETE FROM parent WHERE id = 2;" "" "transaction: false"
    fails 5 "2 are done" migrate upgrade head
    same 1 "$(sql "SELECT count(*) FROM child")"
    sql "CREATE TABLE nosuch (a)"
    migrate upgrade head
    same 0 "$(sql "SELECT count(*) FROM child")"
}

@test "triggers, CASE and odd names" {
    script a1 "" 'CREATE TABLE [a;b] (`c;d` integer, "e;f" text);
CREATE TRIGGER t AFTER INSERT ON [a;b] BEGIN
  UPDATE [a;b] SET "e;f" = CASE WHEN new."c;d" > 1 THEN '"'x;y'"' ELSE '"'end;'"' END;
END;' "DROP TABLE [a;b];"
    migrate upgrade head
    sql "INSERT INTO [a;b] VALUES (2, '')"
    same "x;y" "$(sql 'SELECT "e;f" FROM [a;b]')"
}

@test "when SQLite undoes more than the failing step, that is told" {
    table a1 ""
    table b2 a1
    script c3 b2 "INSERT INTO t_a1 VALUES (1); CREATE UNIQUE INDEX i ON t_a1 (a); INSERT OR ROLLBACK INTO t_a1 VALUES (1);" ""
    fails 1 "UNIQUE constraint failed" migrate upgrade head
    grep -q "rolled 2 steps before it back too" err
    ! grep -q "upgrade a1 -> b2" err
    ! has_table t_a1
    ! has_table alembic_version
    migrate upgrade b2
    same b2 "$(rows)"
}

@test "a signal within a write undoes its group, and that is told" {
    table a1 ""
    script b2 a1 "INSERT INTO t_a1 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99000000) SELECT i FROM n;" ""
    "$MIGRATE" upgrade head -v 2>err &
    pid=$!
    sleep 0.5
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    same 143 "$status"
    grep -q "rolled 1 step before it back too" err
    ! has_table t_a1
    script b2 a1 "" ""
    migrate upgrade head
    same b2 "$(rows)"
}

@test "a parameter is an error, not NULL" {
    script a1 "" $'CREATE TABLE t (a text);\nINSERT INTO t VALUES (:name);' ""
    fails 1 "versions/a1.sql:7:23: the parameter :name has no value" migrate upgrade head
    ! has_table t
}

@test "a database in WAL mode, with a reader on it" {
    three
    sqlite3 test.db "PRAGMA journal_mode=WAL; CREATE TABLE x (a)" >/dev/null
    { echo "BEGIN; SELECT * FROM x;"; sleep 1; } | sqlite3 test.db &
    sleep 0.3
    migrate upgrade head
    wait
    same c3 "$(rows)"
}

@test "journal_mode needs a step outside a transaction" {
    script a1 "" "PRAGMA journal_mode=WAL;" ""
    fails 2 "PRAGMA journal_mode cannot run in a transaction" migrate upgrade head
    script a1 "" "PRAGMA journal_mode=WAL;" "" "transaction: false"
    migrate upgrade head
    same wal "$(sql "PRAGMA journal_mode")"
}

@test "a step over two files is refused while one of them has a write-ahead log" {
    sqlite3 other.db "PRAGMA journal_mode = WAL; CREATE TABLE o (a integer)" >/dev/null
    sql "PRAGMA journal_mode = WAL" >/dev/null
    for header in "" "transaction: false"; do
        [ -z "$header" ] || migrate stamp base -q
        script a1 "" "ATTACH '$PWD/other.db' AS aux; INSERT INTO aux.o VALUES (1); CREATE TABLE t_a1 (a integer); DETACH aux;" "" "transaction: false"
        fails 5 "in WAL mode" migrate upgrade head
        same 0 "$(sqlite3 other.db "SELECT count(*) FROM o")"
        migrate stamp --purge base -q
        sql "DELETE FROM alembic_version_log"
    done
    # To read it is no danger; nor to write when both have a rollback journal.
    script a1 "" "ATTACH '$PWD/other.db' AS aux; CREATE TABLE t_a1 AS SELECT * FROM aux.o; DETACH aux;" "DROP TABLE t_a1;" "transaction: false"
    migrate upgrade head
    migrate downgrade base
    sql "PRAGMA journal_mode = DELETE" >/dev/null
    script a1 "" "ATTACH '$PWD/other.db' AS aux; INSERT INTO aux.o VALUES (1); CREATE TABLE aux.p (a integer); CREATE TABLE t_a1 (a integer); DETACH aux;" "" "transaction: false"
    fails 5 "in WAL mode" migrate upgrade head
    sqlite3 other.db "PRAGMA journal_mode = DELETE" >/dev/null
    migrate upgrade head
    same 1 "$(sqlite3 other.db "SELECT count(*) FROM o")"
}

@test "VACUUM INTO that was killed does not stand in its own way" {
    sql "CREATE TABLE t (a blob); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT randomblob(2000) FROM n"
    script a1 "" "VACUUM INTO '$PWD/copy.db';" "" "transaction: false"
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 500); do [ ! -s copy.db ] || break; sleep 0.005; done
    kill -9 $pid
    wait $pid || true
    migrate upgrade head
    same 20000 "$(sqlite3 copy.db "SELECT count(*) FROM t")"
    # A file that was there before is not ours.
    echo "mine" >mine.db
    script b2 a1 "VACUUM INTO '$PWD/mine.db';" "" "transaction: false"
    fails 5 "" migrate upgrade head
    fails 5 "" migrate upgrade head
    same mine "$(cat mine.db)"
}

@test "squash carries what the file's header keeps, and refuses what it cannot carry" {
    script a1 "" "CREATE TABLE t (a integer); PRAGMA user_version = 7; PRAGMA application_id = 99;" "DROP TABLE t;"
    table b2 a1
    migrate squash base:b2 -m all
    migrate upgrade head
    same "7 99" "$(sql "SELECT user_version || ' ' || application_id FROM pragma_user_version, pragma_application_id")"
    rm -rf versions test.db
    mkdir versions
    for pragma in "journal_mode = WAL" "auto_vacuum = 1" "encoding = 'UTF-16'" "page_size(8192)"; do
        script a1 "" "PRAGMA $pragma; CREATE TABLE t (a integer);" "DROP TABLE t;" "transaction: false"
        table b2 a1
        fails 2 "squash cannot carry it" migrate squash base:b2 -m all
    done
}
