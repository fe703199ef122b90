load helper

# A step outside a transaction, of three statements each way: the second one fails while
# there is no table "switch".
stopping() {
    script "$1" "$2" "CREATE TABLE $1_a (a integer);
INSERT INTO switch VALUES (1);
CREATE TABLE $1_c (a integer);" "DROP TABLE $1_c;
INSERT INTO switch VALUES (2);
DROP TABLE $1_a;" "transaction: false"
}
on() { sql "CREATE TABLE switch (a integer)"; }
off() { sql "DROP TABLE switch"; }

# refused COMMAND...: exit 5, and the way out is named.
refused() {
    fails 5 "stopped half-way" migrate "$@"
    grep -q "migrate resume" err
}

@test "a way down that stopped half-way stands in the way of every other step" {
    on
    stopping r1 ""
    table r2 r1
    table s1 "r1"
    migrate upgrade r1
    off
    fails 5 "1 is done" migrate downgrade base
    refused upgrade heads
    refused upgrade r1
    refused upgrade r2
    refused upgrade heads
    refused upgrade heads --dry-run
    fails 5 "1 is done" migrate downgrade base
    same r1 "$(rows)"
    ! has_table t_r2
    on
    migrate downgrade base
    same "" "$(rows)"
    ! has_table r1_a
    migrate upgrade heads
    same "r2 s1" "$(rows)"
}

@test "a way up that stopped half-way stands in the way of its parent's way down" {
    table a1 ""
    stopping b1 a1
    table c1 a1
    migrate upgrade a1
    fails 5 "1 is done" migrate upgrade b1
    refused downgrade -1
    grep -q -- "--rollback-by-down" err
    refused downgrade base
    refused upgrade c1
    refused upgrade a1
    same a1 "$(rows)"
    has_table t_a1
    fails 5 "1 is done" migrate upgrade b1
    on
    migrate upgrade b1
    has_table b1_c
    same b1 "$(rows)"
    migrate downgrade base
}

@test "who looks is told of a half-done step" {
    table a1 ""
    stopping b1 a1
    fails 5 "1 is done" migrate upgrade head
    grep -q "at a1, 1 of 2 steps done" err
    migrate current 2>err
    grep -q "the way up of b1 stopped half-way: 1 of 3 statements are done" err
    migrate history -i 2>err
    grep -q "the way up of b1 stopped half-way" err
    migrate history 2>err
    ! grep -q half-way err
    fails 3 "1 finding" migrate check
    grep -q "the way up of b1 stopped half-way" out
}

@test "a step that failed at its first statement has done nothing" {
    table a1 ""
    script b1 a1 $'INSERT INTO switch VALUES (1);\nCREATE TABLE b (a integer);' "" "transaction: false"
    fails 1 "" migrate upgrade head
    same a1 "$(rows)"
    migrate downgrade base
}

@test "resume --rollback-by-down is repeated until its down section ends" {
    stopping b1 ""
    fails 5 "1 is done" migrate upgrade head
    sed -i 's/DROP TABLE b1_c/DROP TABLE IF EXISTS b1_c/' versions/b1.sql
    fails 5 "1 is done" migrate resume --rollback-by-down
    fails 5 "1 is done" migrate resume --rollback-by-down
    ! grep -q -- "--done" err
    refused upgrade heads
    on
    migrate resume --rollback-by-down
    ! has_table b1_a
    same "" "$(sql "SELECT 1 FROM alembic_version")"
    migrate upgrade head
    has_table b1_c
}

@test "a half-done step of another checkout is named, too" {
    table a1 ""
    stopping b1 a1
    fails 5 "1 is done" migrate upgrade head
    rm versions/b1.sql
    table c1 a1
    refused upgrade heads
    grep -q "b1" err
    ! has_table t_c1
}

@test "a resumed step finds the session that its first statements made, or is refused" {
    on
    off
    if [ "$ENGINE" = postgresql ]; then
        sql "CREATE SCHEMA a"
        sql "CREATE FUNCTION use(s text) RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM set_config(\$\$search_path\$\$, s || \$\$, public\$\$, false); END'"
        sql "CREATE FUNCTION temporary() RETURNS void LANGUAGE plpgsql AS 'BEGIN CREATE TEMP TABLE src (b text); END'"
        local makes=("SELECT use('a');" "SELECT temporary();" "CREATE TABLE pg_temp.src (b text);" "CREATE OR REPLACE TEMP VIEW src AS SELECT 1;")
    else
        local makes=("CREATE TABLE temp.src (b text);" "CREATE TEMP VIEW src AS SELECT 1;" "CREATE TABLE temp . src AS SELECT 1;")
    fi
    sql "CREATE TABLE src (b text)"
    for make in "${makes[@]}"; do
        script a1 "" "$make
CREATE TABLE here (a integer);
INSERT INTO switch VALUES (1);
CREATE TABLE there AS SELECT * FROM src;" "" "transaction: false"
        fails 5 "2 are done" migrate upgrade head
        on
        fails 5 "" migrate upgrade head
        ! has_table there
        off
        migrate stamp --purge base
        sql "DELETE FROM alembic_version_log"
        [ "$ENGINE" = sqlite ] || sql "DROP TABLE IF EXISTS a.here"
        sql "DROP TABLE IF EXISTS here"
    done
    [ "$ENGINE" = postgresql ] || return 0
    # The remedy that the hint names.
    script a1 "" "SELECT use('a');
CREATE TABLE here (a integer);
INSERT INTO switch VALUES (1);
CREATE TABLE there (a integer);" "" "transaction: false"
    fails 5 "2 are done" migrate upgrade head
    on
    fails 5 "the session is not what it was" migrate upgrade head
    grep -q "then: search_path a, public" err
    sed -i 's/^INSERT INTO switch/SET search_path = a, public;\nINSERT INTO switch/' versions/a1.sql
    migrate upgrade head
    same a "$(sql "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'there'")"
}

@test "a block that commits by itself is not run twice" {
    [ "$ENGINE" = postgresql ] || skip
    sql "CREATE TABLE t (a integer)"
    local loop='DO $$ BEGIN FOR i IN 1..20 LOOP INSERT INTO t VALUES (i); COMMIT; %s END LOOP; END $$;'
    # shellcheck disable=SC2059
    script a1 "" "$(printf "$loop" "PERFORM pg_sleep(0.1);")" "" "transaction: false"
    "$MIGRATE" upgrade head 2>err &
    pid=$!
    for _ in $(seq 100); do [ "$(sql "SELECT count(*) FROM t")" -lt 3 ] || break; sleep 0.05; done
    kill -TERM $pid
    wait $pid || true
    ! grep -q "run again" err
    fails 5 "--done" migrate upgrade head
    [ "$(sql "SELECT count(*) FROM t")" -lt 20 ]
    sql "TRUNCATE t"
    migrate resume --retry
    same 20 "$(sql "SELECT count(*) FROM t")"
    # An error behind a COMMIT, and a time-out.
    sql "TRUNCATE t"
    # shellcheck disable=SC2059
    for what in "IF i = 5 THEN RAISE EXCEPTION 'no'; END IF;" "PERFORM pg_sleep(0.2);"; do
        migrate stamp --purge base
        sql "DELETE FROM alembic_version_log"
        sql "TRUNCATE t"
        script a1 "" "SET statement_timeout = '900ms';
$(printf "$loop" "$what")" "" "transaction: false"
        fails 5 "--done" migrate upgrade head
        fails 5 "--done" migrate upgrade head
        [ "$(sql "SELECT count(*) FROM t")" -lt 10 ]
    done
}

@test "what the log holds is read as a stranger's" {
    table a1 ""
    migrate upgrade head
    sql "UPDATE alembic_version_log SET script = NULL, path = NULL, user_name = NULL, script_sha256 = NULL"
    if [ "$ENGINE" = sqlite ]; then
        sql "PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'alembic_version_log'"
    else
        for column in revision direction state started_at statements_done statements_total tool; do
            sql "ALTER TABLE alembic_version_log ALTER COLUMN $column DROP NOT NULL"
        done
    fi
    for set in "statements_done = NULL, statements_total = NULL, state = 'running'" "direction = NULL" "state = NULL" "revision = NULL" \
        "revision = 'a1', direction = 'up', state = 'started', statements_done = NULL, script = NULL" "statements_done = -5" "statements_total = 99999"; do
        sql "UPDATE alembic_version_log SET $set"
        for command in "current --log" "current -v" "history --log -i" check resume "resume --done" "downgrade -1" "upgrade head" "repair a1"; do
            status=0
            # shellcheck disable=SC2086
            migrate $command >out 2>err || status=$?
            [ "$status" -lt 6 ] || { echo "$set: $command: $status"; cat err; return 1; }
        done
    done
}

@test "control characters of others do not reach the terminal" {
    table a1 ""
    migrate upgrade head
    local evil=$'\x1b[31mx\nfaked: line\x7f'
    if [ "$ENGINE" = sqlite ]; then
        sql "UPDATE alembic_version SET version_num = char(27) || '[31mx' || char(10) || 'faked: line'"
        sql "UPDATE alembic_version_log SET user_name = char(27) || '[31mx' || char(10) || 'faked: line', host = char(27), tag = char(155)"
    else
        sql "UPDATE alembic_version SET version_num = chr(27) || '[31mx' || chr(10) || 'faked: line'"
        sql "UPDATE alembic_version_log SET user_name = chr(27) || '[31mx' || chr(10) || 'faked: line', host = chr(27), tag = chr(155)"
    fi
    for command in current "upgrade head" check; do
        # shellcheck disable=SC2086
        migrate $command >out 2>&1 || true
        ! grep -q $'\x1b' out
        ! grep -q "^faked" out
        grep -q '\\x1b' out
    done
    sql "UPDATE alembic_version SET version_num = 'a1'"
    migrate current --log >out 2>&1
    ! grep -q $'\x1b' out
    ! grep -q "^faked" out
}

@test "what the system says in another encoding is kept in the log" {
    mkdir "versions/$(printf 'l\xe9')"
    table a1 ""
    mv versions/a1.sql "versions/$(printf 'l\xe9')/a1.sql"
    CI_JOB_URL=$(printf 'x\xff') GITHUB_SHA=$(printf '\xc3') migrate upgrade head --versions "versions/$(printf 'l\xe9')"
    same "x%FF %C3" "$(sql "SELECT ci_run || ' ' || git_commit FROM alembic_version_log")"
    [[ "$(sql "SELECT path FROM alembic_version_log")" = *l%E9* ]]
}

@test "a NUL in a setting is an error" {
    printf 'database: {url: "sqlite:///a\\0b.db"}\n' >migrate.yaml
    unset DATABASE_URL
    fails 2 "NUL" migrate current
    [ ! -e a ]
}
