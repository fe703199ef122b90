load helper

shop() {
    table a1 ""
    script b1 a1 "" "" "labels: [left]"
    script b2 a1 "" ""
    script m1 "b1, b2" "" "" "created: 2026-01-02T03:04:05Z"
}

@test "heads, history and show need no database" {
    shop
    export DATABASE_URL=postgresql://nobody@192.0.2.1/none
    same "m1 (left) (head)" "$(migrate heads)"
    migrate history >out
    same "b1, b2 -> m1 (left) (head) (mergepoint), make m1
a1 -> b2, make b2
a1 -> b1 (left), make b1
<base> -> a1 (branchpoint), make a1" "$(cat out)"
    same "Rev: a1 (branchpoint)
Parent: <base>
Branches into: b1, b2
Path: $(realpath versions/a1.sql)

    make a1" "$(migrate show a1)"
    grep -q "Create Date: 2026-01-02T03:04:05Z" <(migrate show head)
    same "m1 b1" "$(migrate history -r b1: --json | sed 's/.*"revision":"\([^"]*\)".*/\1/' | paste -sd' ' -)"
}

@test "current shows the rows, marks heads, and makes nothing" {
    shop
    same "" "$(migrate current)"
    [ "$ENGINE" = postgresql ] || [ ! -e test.db ]
    ! has_table alembic_version
    migrate upgrade b1
    same "b1" "$(migrate current)"
    migrate upgrade head
    same "m1 (head) (mergepoint)" "$(migrate current)"
    migrate current -v >out
    grep -q "^Current revision(s) for $ENGINE" out
    grep -q "^Merges: b1, b2$" out
    same '{"revision":"m1"' "$(migrate current --json | cut -d, -f1)"
}

@test "history marks the current revision and takes ranges" {
    three
    migrate upgrade b2
    grep -q "^a1 -> b2 (current), make b2" <(migrate history -i)
    same 2 "$(migrate history -r current: | wc -l)"
    same 2 "$(migrate history -r :current | wc -l)"
    same 2 "$(migrate history -r-1: | wc -l)"
    same 1 "$(migrate history -r c3:c3 | wc -l)"
    fails 2 "is not a range" migrate history -r a1
    fails 2 "not below the end" migrate history -r c3:a1
    migrate history -v >out
    same 3 "$(grep -c '^Rev: ' out)"
}

@test "a head on which another depends is an effective head" {
    table a1 ""
    script b1 "" "" "" "depends_on: a1"
    same "a1 (effective head)
b1 (head)" "$(migrate heads)"
    same "b1 (head)" "$(migrate heads --resolve-dependencies)"
}

@test "the password is not shown" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has none"
    three
    migrate current -v --url "postgresql://migrate:s3cr3t@/$DATABASE?host=$PGHOST" >out
    grep -q "migrate:\*\*\*@" out
    ! grep -q s3cr3t out
}

@test "branches lists branch points with their children" {
    shop
    same "a1 (branchpoint)
   -> b1 (left)
   -> b2" "$(migrate branches)"
    same a1 "$(migrate branches --json | sed 's/.*"revision":"\([^"]*\)".*/\1/')"
}

@test "current --check-heads says by its status whether all is applied" {
    table a1 ""
    script b1 "" "" "" "depends_on: a1"
    fails 3 "the database is not at the head b1" migrate current --check-heads
    migrate upgrade heads
    migrate current --check-heads
    table b2 b1
    fails 3 "not at the head b2" migrate current --check-heads
}
