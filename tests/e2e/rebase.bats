load helper

# a1 - b1 - c1, and beside it a1 - b2 - c2
fork() {
    table a1 ""
    table b1 a1
    table c1 b1
    table b2 a1
    table c2 b2
}

@test "rebase lets a branch go on from the other head" {
    fork
    before=$(cat versions/b2.sql)
    same versions/b2.sql "$(migrate rebase b2 2>err)"
    same "rebase b2: a1 -> c1" "$(cat err)"
    same "${before/parents: [[]a1]/parents: [c1]}" "$(cat versions/b2.sql)"
    same "c2 (head)" "$(migrate heads)"
    migrate upgrade head
    same c2 "$(rows)"
    migrate rebase b2 --onto c1 2>err
    grep -q "nothing to do: c1 is the parent of b2" err
}

@test "rebase changes nothing but the line of the parents" {
    fork
    printf -- '-- revision: b2\r\n-- parents:\r\n-- - a1\r\n-- message: "x: y"\r\n\r\n-- migrate:up\r\n-- parents: [a1]\r\n' >versions/b2.sql
    chmod 640 versions/b2.sql
    migrate rebase b2 --onto c1
    same "$(printf -- '-- revision: b2\r\n-- parents: [c1]\r\n-- message: "x: y"\r\n\r\n-- migrate:up\r\n-- parents: [a1]\r\n')" "$(cat versions/b2.sql)"
    cp versions/b2.sql kept.sql
    printf -- '-- revision: b2\n-- parents: # of old\n-- - a1\n-- # why\n--\n--   \n-- message: m\n\n-- migrate:up\n' >versions/b2.sql
    migrate rebase b2 --onto c1
    same "$(printf -- '-- revision: b2\n-- parents: [c1]\n-- # why\n--\n--   \n-- message: m\n\n-- migrate:up\n')" "$(cat versions/b2.sql)"
    printf -- '--   revision: b2\n--   parents: a1\n--   x-owner: team\n--   x-more: [1]\n\n-- migrate:up\n' >versions/b2.sql
    migrate rebase b2 --onto c1
    same "$(printf -- '--   revision: b2\n--   parents: [c1]\n--   x-owner: team\n--   x-more: [1]\n\n-- migrate:up\n')" "$(cat versions/b2.sql)"
    mv kept.sql versions/b2.sql
    same 640 "$(stat -c %a versions/b2.sql)"
    same 5 "$(ls versions | wc -l)"
}

@test "rebase refuses what a database in reach has" {
    fork
    migrate upgrade b2
    fails 2 "b2 is applied in" migrate rebase b2 --onto c1
    fails 2 "b1 is applied in" bash -c '"$MIGRATE" upgrade c1 && "$MIGRATE" rebase b1 --onto c2'
    migrate downgrade base
    # Another environment has it.
    migrate upgrade c2
    printf 'environments:\n  other:\n    database: {url: "%s"}\n  far:\n    database: {url: "postgresql://x@/x?host=/nonexistent"}\n' "$DATABASE_URL" >migrate.yaml
    # A flag or variable that names another one does not hide it.
    fails 2 "b2 is applied in" migrate rebase b2 --onto c1 --url "sqlite:///$PWD/empty.db"
    fails 2 "b2 is applied in" env DATABASE_URL="sqlite:///$PWD/empty.db" "$MIGRATE" rebase b2 --onto c1
    unset DATABASE_URL
    fails 2 "b2 is applied in" migrate rebase b2 --onto c1
    grep -q "b2.sql" <(grep -l "parents: .a1." versions/*)
    printf 'environments:\n  far:\n    database: {url: "postgresql://x@/x?host=/nonexistent"}\n' >migrate.yaml
    migrate rebase b2 --onto c1 2>err
    grep -q "notice: the database of far was not asked" err
}

@test "rebase refuses what makes no graph" {
    fork
    table m1 "c1, c2"
    fails 2 "a1 cannot go onto c1, which needs it" migrate rebase a1 --onto c1
    fails 2 "there is no other head than that of b2" migrate rebase b2
    fails 2 "m1 is a merge of c1, c2" migrate rebase m1 --onto a1
    rm versions/m1.sql
    fails 2 "b1 is not a head" migrate rebase b2 --onto b1
    fails 2 "no revision" migrate rebase nosuch
    fails 2 "no revision" migrate rebase b2 --onto nosuch
    fails 2 "is no revision" migrate rebase base
    table d3 a1
    fails 2 "there are 2 other heads: c1, d3" migrate rebase b2
    migrate rebase b2 --onto b1 --splice
    migrate rebase b1 --onto d3 --json >out
    same '{"event":"rebased","revision":"b1","from":["a1"],"to":["d3"],"path":"versions/b1.sql"}' "$(cat out)"
}
