load helper

@test "upgrade head applies everything once" {
    three
    migrate upgrade head 2>err
    same "c3" "$(rows)"
    has_table t_a1 && has_table t_c3
    same 3 "$(grep -c upgrade err)"
    migrate upgrade head 2>err
    grep -q "nothing to do: the database is at c3" err
}

@test "upgrade goes to where it is told" {
    three
    migrate upgrade +1
    same a1 "$(rows)"
    migrate upgrade b2
    same b2 "$(rows)"
    migrate upgrade a1+2
    same c3 "$(rows)"
    migrate downgrade base
    migrate upgrade head-1
    same b2 "$(rows)"
    migrate upgrade heads
    same c3 "$(rows)"
}

@test "branches and merges move the rows as Alembic does" {
    table a1 ""
    table b1 a1
    table b2 a1
    table m1 "b1, b2"
    migrate upgrade b1
    migrate upgrade b2
    same "b1 b2" "$(rows)"
    migrate upgrade head
    same m1 "$(rows)"
    migrate downgrade b1
    same "b1 b2" "$(rows)"
    migrate downgrade a1
    same a1 "$(rows)"
}

@test "dependencies run first and give no row" {
    table a1 ""
    table b1 ""
    script b2 b1 "SELECT a FROM t_a1;" "" "depends_on: a1"
    migrate upgrade b2
    same b2 "$(rows)"
    migrate current >out
    same "b2 (head)" "$(tail -1 out)"
}

@test "a failing step is rolled back whole, and those before it stay" {
    three
    script c3 b2 $'CREATE TABLE t_c3 (a integer);\nINSERT INTO nosuch VALUES (1);' ""
    if [ "$ENGINE" = sqlite ]; then # which knows no place for this error
        fails 1 "versions/c3.sql:7:1: no such table" migrate upgrade head
    else
        fails 1 'versions/c3.sql:7:13: relation "nosuch" does not exist (42P01)' migrate upgrade head
        grep -q '^            ^$' err
    fi
    grep -q '^INSERT INTO nosuch VALUES (1);$' err
    same b2 "$(rows)"
    ! has_table t_c3
    same 2 "$(sql "SELECT count(*) FROM alembic_version_log")"
    script c3 b2 "CREATE TABLE t_c3 (a integer);" ""
    migrate upgrade head
    same c3 "$(rows)"
}

@test "one transaction for the whole run: all or nothing" {
    three
    script c3 b2 "INSERT INTO nosuch VALUES (1);" ""
    fails 1 "versions/c3.sql" migrate upgrade head --transaction run
    ! has_table t_a1
    ! has_table alembic_version
    rm versions/c3.sql
    migrate upgrade head --transaction run
    same b2 "$(rows)"
    fails 2 "not one of the values" migrate upgrade head --transaction both
}

@test "every fault in a script is found before the first step" {
    three
    script c3 b2 "SELECT 'unfinished;" ""
    fails 2 "versions/c3.sql:6:8: this string does not end" migrate upgrade head
    script c3 b2 "COMMIT;" ""
    fails 2 "versions/c3.sql:6:1: a COMMIT would end" migrate upgrade head
    script c3 b2 "VACUUM;" ""
    fails 2 "versions/c3.sql:6:1: VACUUM cannot run in a transaction" migrate upgrade head
    ! has_table alembic_version
    ! has_table t_a1
}

@test "an outer BEGIN and COMMIT are taken as ours" {
    script a1 "" $'BEGIN;\nCREATE TABLE t_a1 (a integer);\nCOMMIT;' ""
    migrate upgrade head
    has_table t_a1
}

@test "the log says what happened" {
    three
    GITHUB_SHA=abc123 CI_JOB_URL=https://ci.example/7 migrate upgrade head
    same "a1|up|done|1|1|abc123|https://ci.example/7" "$(sql "SELECT revision, direction, state, statements_done, statements_total, git_commit, ci_run FROM alembic_version_log WHERE id = 1" | tr -d ' ')"
    same "$(sha256sum versions/a1.sql | cut -d' ' -f1)" "$(sql "SELECT script_sha256 FROM alembic_version_log WHERE id = 1")"
    same "$(cat versions/a1.sql)" "$(sql "SELECT script FROM alembic_version_log WHERE id = 1")"
    same 0 "$(sql "SELECT count(*) FROM alembic_version_log WHERE started_at > finished_at")"
    migrate downgrade -1
    same "c3|down|done" "$(sql "SELECT revision, direction, state FROM alembic_version_log WHERE id = 4")"
}

@test "no log is kept when none is wanted" {
    three
    echo "log_table: ~" >migrate.yaml
    migrate upgrade head
    ! has_table alembic_version_log
    same c3 "$(rows)"
}

@test "other table names, with quotes where they are needed" {
    three
    printf 'version_table: "My \x27Version\x27; table"\nlog_table: order\n' >migrate.yaml
    migrate upgrade head
    same c3 "$(sql "SELECT version_num FROM \"My 'Version'; table\"")"
    same 3 "$(sql 'SELECT count(*) FROM "order"')"
    same "c3 (head)" "$(migrate current)"
}

@test "--dry-run shows the steps and touches nothing" {
    three
    migrate upgrade head --dry-run >out
    grep -q "upgrade a1 -> b2, make b2  (versions/b2.sql)" out
    grep -q "    CREATE TABLE t_b2 (a integer);" out
    if [ "$ENGINE" = sqlite ]; then
        [ ! -e test.db ]
    fi
    ! has_table alembic_version
}

@test "--json tells each event on a line of its own" {
    three
    migrate upgrade head --json -v >out
    same '{"event":"plan","steps":[{"revision":"a1","direction":"up","path":"versions/a1.sql"},{"revision":"b2","direction":"up","path":"versions/b2.sql"},{"revision":"c3","direction":"up","path":"versions/c3.sql"}]}' "$(head -1 out)"
    same 3 "$(grep -c '"event":"step_done"' out)"
    same 3 "$(grep -c '"event":"statement"' out)"
    same 1 "$(grep -c '"event":"done","steps":3' out)"
    while read -r line; do /usr/bin/python3 -c 'import json,sys; json.loads(sys.argv[1])' "$line"; done <out
    script d4 c3 "SELECT nosuch;" ""
    ! migrate upgrade head --json >out 2>err
    grep -q '"event":"error","exit":1,' out
    grep -q '"path":"versions/d4.sql","line":6,"column":8' out
}

@test "a script is carried to the database unchanged: BOM, CRLF, strings" {
    printf '\xef\xbb\xbf-- revision: a1\r\n-- parents: []\r\n\r\n-- migrate:up\r\nCREATE TABLE t (a text);\r\nINSERT INTO t VALUES (\x27x\r\n-- migrate:down\r\ny\x27);\r\n-- migrate:down\r\nDROP TABLE t;\r\n' >versions/a1.sql
    migrate upgrade head
    same "x0d0a2d2d206d6967726174653a646f776e0d0a79" "x$(sql "SELECT a FROM t" | od -An -tx1 | tr -d ' \n' | sed 's/^78//; s/0a$//')"
    migrate downgrade base
    ! has_table t
}

@test "an irreversible step and a missing down section refuse the way back" {
    script a1 "" "CREATE TABLE t_a1 (a integer);" "" "irreversible: true"
    printf -- '-- revision: b2\n-- parents: a1\n-- migrate:up\n' >versions/b2.sql
    migrate upgrade head 2>err
    grep -q "versions/b2.sql: notice: has no down section" err
    fails 2 "versions/b2.sql:1:14: b2 has no down section" migrate downgrade -1
    printf -- '-- migrate:down\n' >>versions/b2.sql
    migrate downgrade -1
    fails 2 "a1 is irreversible: make a1" migrate downgrade base
    same a1 "$(rows)"
}

@test "sections by dialect" {
    cat >versions/a1.sql <<'S'
-- revision: a1
-- parents: []

-- migrate:up dialect:postgresql
CREATE TABLE t (a text DEFAULT $x$it's; postgresql$x$);
-- migrate:up dialect:sqlite
CREATE TABLE [t] (a text DEFAULT 'it''s; sqlite');
-- migrate:down
DROP TABLE t;
S
    migrate upgrade head
    if [ "$ENGINE" = sqlite ]; then
        sql "INSERT INTO t DEFAULT VALUES"
    else
        sql "INSERT INTO t DEFAULT VALUES"
    fi
    same "it's; $ENGINE" "$(sql "SELECT a FROM t")"
}

@test "messages and names cannot inject SQL" {
    printf -- "-- revision: a1\n-- parents: []\n-- message: \"x'); DROP TABLE keep; --\"\n-- migrate:up\n-- migrate:down\n" >"versions/a1'); DROP TABLE keep;--.sql"
    sql "CREATE TABLE keep (a integer)"
    migrate upgrade head
    migrate downgrade base
    migrate upgrade head --sql | sed 1d | grep -v "CREATE TABLE alembic_version (" >/dev/null
    has_table keep
    script "b2" "a1" "" "" "labels: [\"x' OR 1=1\"]"
    fails 2 "cannot be a label" migrate upgrade head
}

@test "of those that are ready the smallest id runs first, whatever the files are called" {
    table m ""
    for id in d b c a; do table $id m; done
    table z "a, b"
    table e a
    migrate upgrade heads --dry-run | sed -n 's/.* -> \([a-z]*\), .*/\1/p' | paste -sd' ' - >order
    same "m a b c d e z" "$(cat order)"
    n=0
    for file in versions/*; do mv "$file" "versions/$((RANDOM % 1000))_$((n++)).sql"; done
    same "m a b c d e z" "$(migrate upgrade heads --dry-run | sed -n 's/.* -> \([a-z]*\), .*/\1/p' | paste -sd' ' -)"
}

@test "what cannot run leaves no database file behind" {
    [ "$ENGINE" = sqlite ] || skip
    script a1 "" "VACUUM;" ""
    fails 2 "VACUUM" migrate upgrade head
    fails 2 "no revision" migrate upgrade nosuch
    fails 2 "no revision" migrate stamp nosuch
    [ ! -e test.db ]
    table a1 ""
    migrate upgrade head
    same a1 "$(rows)"
}
