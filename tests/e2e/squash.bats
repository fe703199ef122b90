load helper
load schema

@test "squash makes one of many, rows and all; databases beyond need nothing" {
    three
    script d4 c3 "INSERT INTO t_a1 VALUES (7); CREATE TABLE child (a integer);" "DROP TABLE child;"
    table e5 d4
    migrate upgrade d4
    fails 2 "is one revision already" migrate squash d4:d4
    migrate squash base:d4 -m baseline
    same "4" "$(ls versions/.squashed | wc -l)"
    same "d4_baseline.sql e5.sql" "$(ls versions | paste -sd' ')"
    migrate check
    migrate upgrade head
    same e5 "$(rows)"
    migrate verify
    # Anew from nothing.
    migrate downgrade base
    migrate upgrade head
    same 7 "$(sql "SELECT a FROM t_a1")"
}

@test "of two that write scripts at once the second one sees what the first has written" {
    three
    migrate squash base:c3 -m one 2>err1 &
    migrate squash base:c3 -m two 2>err2 &
    wait
    same 1 "$(migrate heads | wc -l)"
    same 3 "$(ls versions/.squashed | wc -l)"
    for i in 1 2 3 4; do migrate revision -q -m "number $i" & done
    wait
    same 1 "$(migrate heads | wc -l)"
    same 5 "$(migrate history | wc -l)"
    same "" "$(find . -name '*.tmp')"
    fails 1 "cannot write" bash -c '"$MIGRATE" revision -m lost >/dev/full'
    same "" "$(find . -name '*lost*')"
}

@test "squash carries where the counters stand" {
    if [ "$ENGINE" = postgresql ]; then
        script a1 "" "CREATE SEQUENCE fresh; CREATE SEQUENCE used; CREATE SEQUENCE \"Set\"; CREATE SEQUENCE reset START 5;" "SELECT 1;"
        script b2 a1 "SELECT nextval('used'), nextval('used'), setval('\"Set\"', 40), setval('reset', 9, false);" "SELECT 1;"
        counters="SELECT nextval('fresh'), nextval('used'), nextval('\"Set\"'), nextval('reset')"
        expected="1|3|41|9"
    else
        script a1 "" "CREATE TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT);" "DROP TABLE k;"
        script b2 a1 "INSERT INTO k VALUES (41, 1); DELETE FROM k;" "SELECT 1;"
        counters="INSERT INTO k (a) VALUES (2) RETURNING id"
        expected=42
    fi
    migrate squash base:b2
    migrate upgrade head
    same "$expected" "$(sql "$counters")"
}

@test "a squash that was stopped half-way is finished by the same command" {
    three
    table e5 c3
    migrate upgrade head
    cp -r versions before
    migrate squash base:c3 -m baseline
    mv versions after
    # As if it had been killed before the first, the second, the last move.
    for moved in "" a1.sql "a1.sql b2.sql"; do
        rm -rf versions
        cp -r before versions
        mkdir versions/.squashed
        cp after/c3_baseline.sql versions/
        for file in $moved; do mv "versions/$file" versions/.squashed/; done
        fails 2 "another script squashes" migrate upgrade head
        "$MIGRATE" check >out 2>err || same 3 $?
        grep -q '^versions/c3.sql:.*another script squashes "c3"' out
        "$MIGRATE" squash base:c3 -m baseline 2>err
        grep -q "finished an earlier squash" err
        same "a1.sql b2.sql c3.sql" "$(ls versions/.squashed | paste -sd' ')"
        same "c3_baseline.sql e5.sql" "$(ls versions | paste -sd' ')"
        migrate check
    done
    # Killed between the two steps of a move; and a name that is there already.
    ln versions/.squashed/b2.sql versions/b2.sql
    cp before/a1.sql versions/a1.sql
    migrate squash base:c3
    same "2_a1.sql a1.sql b2.sql c3.sql" "$(ls versions/.squashed | paste -sd' ')"
    # On top of it another one: it knows all of them.
    migrate squash base:e5 -m again
    grep -q '^-- squashes: \[c3, a1, b2, e5\]' versions/e5_again.sql || { cat versions/e5_again.sql; false; }
    migrate check
}

@test "squash finishes, and does what it was asked" {
    three
    table d4 c3
    cp -r versions before
    # A merge brings an old script back; the next squash wants more than the first one.
    migrate squash b2:c3
    cp before/b2.sql versions/
    fails 2 'no revision "nonsense"' migrate squash base:nonsense
    [ -e versions/b2.sql ]
    migrate squash b2:c3
    [ ! -e versions/b2.sql ]
    cp before/b2.sql versions/
    migrate squash base:d4 -m all
    same "d4_all.sql" "$(ls versions | paste -sd' ')"
    grep -q '^-- squashes: \[a1, c3, b2, d4\]' versions/d4_all.sql || { cat versions/d4_all.sql; false; }
    migrate check
    # The name of the last one is taken by itself.
    table e5 d4
    mv versions/e5.sql versions/e5_baseline.sql
    fails 2 "another message with -m" migrate squash d4:e5
    # What is in the way is found before anything is written.
    rm -r versions/.squashed
    touch versions/.squashed
    fails 2 ".squashed" migrate squash d4:e5 -m other
    [ ! -e versions/e5_other.sql ]
}

@test "squash keeps depends_on what it is" {
    table a1 ""
    table x1 ""
    script b2 a1 "CREATE TABLE t_b2 (a integer);" "DROP TABLE t_b2;" "depends_on: x1"
    table c3 b2
    migrate squash a1..c3
    grep -q '^-- depends_on: x1' versions/c3_baseline.sql || { cat versions/c3_baseline.sql; false; }
    same "c3 (head), x1 (effective head)" "$(migrate heads | paste -sd, | sed 's/,/, /')" || migrate heads
}

@test "squash refuses what it cannot carry" {
    table a1 ""
    script b2 a1 "UPDATE t_a1 SET a = 2;" "SELECT 1;"
    table c3 b2
    fails 2 "this may change rows" migrate squash b2:c3
    script b2 a1 'CREATE TABLE ${x} (a integer);' 'DROP TABLE ${x};' "variables: true"
    fails 2 "has variables, which would be frozen" migrate squash base:c3 -x x=y
    same 3 "$(ls versions | wc -l)"
}

@test "a database in the middle of what was squashed is told the way" {
    three
    migrate upgrade b2
    migrate squash base:c3 -m baseline
    fails 2 'the database is at revision "b2", which was squashed into c3' migrate upgrade head
    grep -q ".squashed beside versions/c3_baseline.sql" err
    fails 2 "it was squashed into c3" migrate verify a1..head
}

@test "squash refuses what others stand on" {
    three
    table d4 b2
    fails 2 "d4 stands on a revision in the middle of the range" migrate squash base:c3
    same 4 "$(ls versions | wc -l)"
}

@test "init --from-database adopts what is there" {
    rmdir versions
    sql "CREATE TABLE users (id integer PRIMARY KEY, name text)"
    migrate init --from-database
    migrate check --drift
    migrate upgrade head
    migrate verify
    fails 2 "there are revisions already" migrate init --from-database
}
