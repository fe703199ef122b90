load helper

@test "downgrade steps back as far as told" {
    three
    migrate upgrade head
    migrate downgrade -1 2>err
    grep -q "downgrade c3 -> b2, make c3" err
    same b2 "$(rows)"
    ! has_table t_c3
    migrate downgrade b2-1
    same a1 "$(rows)"
    migrate downgrade base
    same "" "$(rows)"
    ! has_table t_a1
    migrate downgrade base 2>err
    grep -q "nothing to do: nothing is applied" err
}

@test "downgrade refuses what makes no sense" {
    three
    migrate upgrade b2
    fails 2 "only 2 steps down" migrate downgrade -99
    fails 2 "c3 is not below" migrate downgrade c3
    fails 2 "no revision \"nosuch\"" migrate downgrade nosuch
    fails 2 "no step down" migrate downgrade +1
    fails 2 "only goes with --sql" migrate downgrade b2:a1
    same b2 "$(rows)"
}

@test "downgrade -1 with several rows asks which" {
    table a1 ""
    table b1 a1
    table b2 a1
    migrate upgrade heads
    fails 2 "the database is at 2 revisions" migrate downgrade -1
    migrate downgrade b2@-1
    same "b1" "$(rows)"
}

@test "an empty down section is a step that does nothing" {
    script a1 "" "CREATE TABLE t_a1 (a integer);" ""
    migrate upgrade head
    migrate downgrade -1
    has_table t_a1
    same "" "$(rows)"
}
