load helper

# Without the moments and names.
plain() {
    sed -E 's/ by .*\)/ by X)/; s/\([0-9].*( by X\))/(T\1/'
}

@test "status shows how each revision stands" {
    table a1 ""
    table b2 a1
    script c3 b2 $'CREATE TABLE c (a integer);\nINSERT INTO switch VALUES (1);' "" "transaction: false"
    table d4 c3
    migrate status >out
    same "pending    d4  make d4
pending    c3  make c3
pending    b2  make b2
pending    a1  make a1" "$(cat out)"
    migrate upgrade b2
    fails 5 "" migrate upgrade head
    sed -i 's/t_a1/t_a2/' versions/a1.sql
    migrate status | plain >out
    same "pending    d4  make d4
half-done  c3  make c3  (up, 1 of 2 statements)
applied    b2  make b2  (T by X)
edited     a1  make a1  (T by X)" "$(cat out)"
    fails 3 "1 revision is pending" migrate status --check
    migrate status --json >out
    same 4 "$(wc -l <out)"
    grep -q '"revision":"c3","state":"half-done".*"direction":"up","statements_done":1,"statements_total":2' out
    sed -i 's/t_a2/t_a1/' versions/a1.sql
    sql "CREATE TABLE switch (a integer)"
    migrate upgrade head
    migrate status --check
}

@test "status shows rows that no script knows, and scripts that only the log has" {
    table a1 ""
    table b2 a1
    migrate upgrade head
    rm versions/b2.sql
    migrate status 2>/dev/null | plain >out
    same "applied    b2  make b2  (T by X)
applied    a1  make a1  (T by X)" "$(cat out)"
    sql "DELETE FROM alembic_version_log"
    migrate status >out
    grep -q "^unknown    b2  (no script and no log explains this row)" out
    migrate status --json | grep -q '"revision":"b2","state":"unknown"'
    migrate downgrade base 2>/dev/null || true
}
