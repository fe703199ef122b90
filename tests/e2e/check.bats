load helper

# finds STATUS LINE...: check must end so, and print these lines first of each finding.
finds() {
    local status=$1 got=0
    shift
    "$MIGRATE" check >out 2>err || got=$?
    same "$status" "$got"
    printf '%s\n' "$@" >expected
    diff -u expected <(grep -v '^  ' out)
}

@test "check finds nothing in a sound project" {
    three
    migrate check 2>err
    grep -q "nothing found: 3 scripts" err
    ! has_table alembic_version
    migrate upgrade head
    migrate check
    migrate check --pending
    migrate check --offline
}

@test "check tells every fault of the scripts" {
    three
    echo "nothing" >versions/d4.sql
    printf -- '-- revision: e5\n-- parnts: [c3]\n' >versions/e5.sql
    finds 3 'versions/d4.sql:1:1: no header: there is no line "-- revision: …"' \
        'versions/e5.sql:2:4: unknown key "parnts" in the header'
    grep -q "2 findings" err
    rm versions/d4.sql versions/e5.sql
    script d4 c3 "SELECT 'x;" ""
    script e5 d4 "COMMIT;" "VACUUM;"
    printf -- '-- revision: f6\n-- parents: [e5]\n\n-- migrate:up\n' >versions/f6.sql
    table g7 f6
    table g8 f6
    "$MIGRATE" check --offline >out 2>err || same 3 $?
    same 6 "$(grep -vc '^  ' out)"
    grep -q "^versions/d4.sql:6:8: " out
    grep -q "^versions/e5.sql:6:1: a COMMIT would end" out
    grep -q "^versions/e5.sql:9:1: VACUUM cannot run in a transaction" out
    grep -q "^versions/f6.sql:1:14: f6 has no down section" out
    grep -q "^versions/g7.sql:1:14: g7 is one of 2 heads" out
    grep -q "^versions/g8.sql:1:14: g8 is one of 2 heads" out
    same 6 "$(migrate check --offline --json | grep -c '"event":"finding"')"
    rm versions/[def]*.sql versions/g8.sql
    table g8 c3
    table g7 c3
    echo "heads: 2" >migrate.yaml
    migrate check
    fails 2 "do not go together" migrate check --offline --pending
}

@test "check --pending finds what is not applied" {
    three
    migrate upgrade a1
    migrate check
    "$MIGRATE" check --pending >out || same 3 $?
    same "versions/b2.sql:1:14: b2 is not applied
versions/c3.sql:1:14: c3 is not applied" "$(cat out)"
}

@test "an applied script that was edited is found, shown and refused" {
    three
    migrate upgrade b2
    sed -i 's/a integer/a bigint/' versions/b2.sql
    finds 3 "versions/b2.sql:1:14: b2 was edited after it was applied"
    grep -q "^  -CREATE TABLE t_b2 (a integer);" out
    grep -q "^  +CREATE TABLE t_b2 (a bigint);" out
    grep -q "^  applied by $(id -un) on " out
    fails 3 "versions/b2.sql:1:14: b2 was edited after it was applied" migrate upgrade head
    fails 3 "b2 was edited" migrate upgrade head --dry-run
    ! has_table t_c3
    fails 3 "b2 was edited" migrate upgrade b2
    migrate repair b2
    migrate check
    migrate upgrade head
    same "up,up,repair,up" "$(sql "SELECT direction FROM alembic_version_log ORDER BY id" | paste -sd, -)"
    migrate repair b2 2>err
    grep -q "nothing to do" err
    # Taken down and up again it is what it is.
    sed -i 's/a bigint/a text/' versions/c3.sql versions/b2.sql
    migrate downgrade a1
    migrate upgrade head
    migrate check
}

@test "an edit that changes no SQL is a notice, and so is one of the way down" {
    three
    migrate upgrade b2
    sed -i 's/CREATE TABLE t_a1/CREATE  TABLE\n  t_a1 -- a table\n/; s/$/\r/' versions/a1.sql
    sed -i 's/DROP TABLE t_b2/DROP TABLE IF EXISTS t_b2/' versions/b2.sql
    migrate check 2>err
    grep -q "a1.sql: a1 was edited after it was applied, but its SQL is the same" err
    grep -q "b2.sql: b2 has another down section" err
    migrate upgrade head 2>err
    grep -q "a1 was edited after it was applied, but its SQL is the same" err
    migrate downgrade base
}

@test "an applied script that got other parents is found" {
    three
    migrate upgrade head
    table a0 ""
    sed -i 's/parents: .*/parents: [a0]/' versions/a1.sql
    finds 3 "versions/a1.sql:1:14: a1 has other parents or dependencies than when it was applied"
    table d4 c3
    fails 3 "a1 has other parents" migrate upgrade head
}

@test "check finds a step that stopped half-way, and rows that no script knows" {
    table a1 ""
    script b2 a1 "CREATE TABLE t_b2 (a integer); INSERT INTO nosuch VALUES (1);" "" "transaction: false"
    fails 5 "nosuch" migrate upgrade head
    finds 3 "versions/b2.sql:1:14: the way up of b2 stopped half-way: 1 of 2 statements are done"
    sql "UPDATE alembic_version SET version_num = 'gone'"
    finds 3 'versions/b2.sql:1:14: the way up of b2 stopped half-way: 1 of 2 statements are done
the database is at revision "gone", which no script knows'
}

@test "check needs a database that answers, unless told not to" {
    three
    fails 1 "--offline: the scripts without the database" migrate check --url "postgresql://x@/x?host=/nonexistent"
    migrate check --offline --url "postgresql://x@/x?host=/nonexistent"
    printf 'database:\n  url: ${NO_SUCH_URL}\n' >migrate.yaml
    unset DATABASE_URL
    script d4 c3 "SELECT \$\$ BEGIN; COMMIT; \$\$;" ""
    migrate check --offline 2>err
    grep -q "the kind of database is not known" err
    fails 2 "NO_SUCH_URL is not set" migrate check
}
