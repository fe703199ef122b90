load helper

@test "stamp sets the rows and runs nothing" {
    three
    migrate stamp b2 2>err
    grep -q "stamp <base> -> b2" err
    same b2 "$(rows)"
    ! has_table t_a1
    migrate upgrade head
    same c3 "$(rows)"
    migrate stamp a1
    same a1 "$(rows)"
    migrate stamp base
    same "" "$(rows)"
    same "b2 done,c3 done,a1 done,a1 removed" "$(sql "SELECT revision || ' ' || state FROM alembic_version_log ORDER BY id" | paste -sd, -)"
}

@test "stamp takes several, and purges what nobody knows" {
    table a1 ""
    table b1 a1
    table b2 a1
    migrate stamp b1 b2
    same "b1 b2" "$(rows)"
    sql "UPDATE alembic_version SET version_num = 'gone' WHERE version_num = 'b1'"
    fails 2 "at revision \"gone\", which no script knows" migrate current
    fails 2 "which no script knows" migrate stamp a1
    migrate stamp --purge a1
    same a1 "$(rows)"
    fails 2 "no revision \"x\"" migrate stamp x
    fails 2 "no revision \"x\"" migrate stamp a1 x
    same a1 "$(rows)"
}

@test "a row that no script knows is named with who applied it" {
    three
    migrate upgrade head
    rm versions/c3.sql
    fails 2 "the database is at revision \"c3\", which no script knows" migrate upgrade head
    grep -q "c3 was applied by $(id -un) on $(hostname) at .*, from versions/c3.sql" err
}

@test "a failing stamp leaves no version table" {
    fails 2 "no revision" migrate stamp nosuch
    ! has_table alembic_version
}

@test "a tag goes into the log" {
    three
    migrate upgrade b2 --tag v1.0
    migrate downgrade -1 --tag "it's back"
    migrate stamp c3 --tag v1.1
    migrate upgrade head
    same "v1.0,v1.0,it's back,v1.1" "$(sql "SELECT tag FROM alembic_version_log ORDER BY id" | paste -sd, -)"
    fails 2 "not UTF-8" migrate upgrade head --tag $'\xff'
    grep -q "'v2.0')" <(migrate upgrade head --sql --tag v2.0)
}

@test "base beside other revisions is not ignored in silence" {
    three
    migrate stamp b2 base 2>err
    grep -q 'notice: "base" takes no row away' err
    same b2 "$(rows)"
}
