load helper

@test "downgrade works from a checkout that no longer has the newer scripts" {
    three
    script d4 c3 "CREATE TABLE t_d4 (a integer);" "DROP TABLE t_d4;" "labels: [side]"
    migrate upgrade head
    before=$(cat versions/d4.sql)
    mv versions/c3.sql versions/d4.sql .
    table x9 b2
    same "d4 (head)" "$(migrate current 2>err)"
    grep -q "versions/d4.sql: notice: the file is not here" err
    grep -q "^Path: versions/d4.sql (not here: from the log)$" <(migrate show current 2>&1)
    fails 2 'at revision "d4", which no script knows' migrate upgrade head
    grep -q '"migrate downgrade" can use what the log has' err
    fails 3 "the database is ahead of these scripts: d4" migrate current --check-heads
    fails 2 "the file of d4 is not here" env EDITOR=true "$MIGRATE" edit current
    migrate downgrade -1 --dry-run >out
    grep -q "DROP TABLE t_d4" out
    migrate downgrade -1
    ! has_table t_d4
    same c3 "$(rows)"
    migrate downgrade b2
    same b2 "$(rows)"
    ! has_table t_c3
    same "$before" "$(sql "SELECT script FROM alembic_version_log WHERE revision = 'd4' AND direction = 'down'")"
    migrate upgrade x9
    same x9 "$(rows)"
    [ ! -e versions/d4.sql ]
}

@test "a merge and what it joins come from the log too" {
    table a1 ""
    table b1 a1
    table b2 a1
    script m1 "b1, b2" "" "" "depends_on: r1"
    table r1 ""
    migrate upgrade m1
    rm versions/b*.sql versions/m1.sql versions/r1.sql
    migrate downgrade base
    same "" "$(rows)"
    ! has_table t_b1
    ! has_table t_r1
}

@test "what the log does not have is missed" {
    three
    migrate upgrade b2
    migrate stamp c3
    sql "UPDATE alembic_version_log SET script = NULL WHERE revision = 'b2'"
    rm versions/b2.sql versions/c3.sql
    fails 2 'parents of c3: there is no revision "b2"' migrate downgrade -1
    sql "DELETE FROM alembic_version_log"
    fails 2 'at revision "c3", which no script knows' migrate downgrade -1
    same c3 "$(rows)"
}

@test "a dependency by its label comes from the log too" {
    table a1 ""
    script d5 "" "" "" "labels: [foo]"
    script e6 a1 "" "" "depends_on: foo"
    migrate upgrade e6
    rm versions/d5.sql versions/e6.sql
    same "d5 e6" "$(migrate current 2>/dev/null | sed 's/ .*//' | sort | paste -sd' ' -)"
    migrate downgrade base
    same "" "$(rows)"
}

@test "what the log has must fit what is here" {
    table a1 ""
    script b2 a1 "" "" "labels: [rel]"
    migrate upgrade head
    rm versions/b2.sql
    script c3 a1 "" "" "labels: [rel]"
    fails 2 'at revision "b2", which no script knows' migrate current
    grep -q 'what the log has cannot be used: the label "rel" is already used' err
}
