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
    sed -i '3a -- labels: [left]' versions/a1.sql
    same 3 "$(migrate history -r left@-9:c3 | wc -l)"
    same 2 "$(migrate history -r left@-1: | wc -l)"
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
    # As in Alembic: labels stay labels, and -v has no word for effective heads.
    script a1 "" "" "" "labels: [lib]"
    script b2 b1 "" "" "depends_on: lib"
    grep -q "^b1 (lib) -> b2 (head), make b2" <(migrate history)
    grep -q "^Also depends on: lib$" <(migrate show b2)
    grep -q "^Rev: a1 (head)$" <(migrate show a1)
    migrate upgrade heads
    same 1 "$(migrate history -i | grep -c "(current)")"
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
    same "   -> b1 (left), make b1
   -> b2, make b2" "$(migrate branches -v | grep ' -> ')"
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

@test "history --graph draws the lines" {
    shop
    table r1 ""
    same "* m1 (left) (head) (mergepoint), make m1
|\\
* | b1 (left), make b1
| * b2, make b2
|/
* a1 (branchpoint), make a1
* r1 (head), make r1" "$(migrate history --graph -r :m1)
$(migrate history --graph -r r1:)"
    same "* Rev: m1 (head) (mergepoint)" "$(migrate history --graph -v | grep "Rev: m1")"
    fails 2 "do not go together" migrate history --graph --json
}

# Every edge must be a line: follow them on the drawing, row by row.
@test "what history --graph draws is the graph" {
    cp "$MIGRATE_SOURCE/tests/cases/walk" .
    python3 walk drawing "$MIGRATE" 30
}

@test "history goes through a pager on a terminal, and only there" {
    three
    export TERM=xterm MIGRATE_PAGER="sed s/^/paged:/"
    same 3 "$(command script -qec "'$MIGRATE' history" /dev/null | grep -c '^paged:')"
    same 0 "$(migrate history | grep -c '^paged:')"
    MIGRATE_PAGER="true" command script -qec "'$MIGRATE' history" /dev/null
    same 3 "$(MIGRATE_PAGER= command script -qec "'$MIGRATE' history" /dev/null | grep -c make)"
}

@test "what needs no database needs no URL" {
    three
    printf 'database:\n  url: ${NO_SUCH_URL}\n' >migrate.yaml
    unset DATABASE_URL
    migrate heads
    migrate history
    migrate show head
    migrate revision -m x
    fails 2 "migrate.yaml:2:8: database.url: the variable NO_SUCH_URL is not set" migrate current
    fails 2 "NO_SUCH_URL is not set" migrate history -i
    fails 2 "NO_SUCH_URL is not set" migrate upgrade head --sql
}

@test "--log tells who did it, when, for how long and from where" {
    three
    GITHUB_SHA=abc123 GITHUB_RUN_ID=77 env -u CI_JOB_URL -u BUILD_URL -u BUILDKITE_BUILD_URL -u CIRCLE_BUILD_URL "$MIGRATE" upgrade b2 --tag v1
    migrate downgrade -1
    migrate history --log >out
    sed -n 1p out | grep -q "^b2 -> c3 (head), make c3$"
    sed -n 2p out | grep -q "^a1 -> b2, make b2$"
    sed -n 3p out | grep -qE "^    down at 20[0-9T :.Z+-]+ by [^ ]+ on [^ ]+ in [0-9.]+ s, .*with migrate "
    sed -n 4p out | grep -q "^<base> -> a1, make a1$"
    sed -n 5p out | grep -qE "^    up at 20[0-9T :.Z+-]+ by [^ ]+ on $(hostname) in [0-9.]+ s, commit abc123, run 77, tag v1, with migrate "
    migrate current --log | grep -q "^    up at 20.* tag v1"
    migrate current -v | grep -q "^    up at 20.* tag v1"
    migrate current --log --json | grep -q '"log":{"direction":"up","state":"done","when":"20.*"git_commit":"abc123","ci_run":"77","tag":"v1"}}'
    migrate history --log --json | head -n 1 | grep -q '"log":null'
    fails 2 "do not go together" migrate history --log --graph
}
