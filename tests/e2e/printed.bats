load helper

# What we print for the database's own client stops there at the first error.
plain_client() {
    if [ "$ENGINE" = sqlite ]; then
        env -i "$(command -v sqlite3)" test.db
    else
        env -i "$(command -v psql)" -qX -h "$PGHOST" -U migrate -d "$DATABASE"
    fi
}

@test "a diff whose rows do not fit changes nothing" {
    echo "CREATE TABLE t (a integer, b text);" >one.sql
    if [ "$ENGINE" = sqlite ]; then
        echo "CREATE TABLE t (a integer CHECK (a > 0), b text);" >two.sql
    else
        echo "CREATE TABLE t (a integer CHECK (a > 0), b text); CREATE TABLE u (a integer);" >two.sql
    fi
    sql "CREATE TABLE t (a integer, b text); INSERT INTO t VALUES (1, 'x'), (-1, 'y')"
    migrate diff one.sql two.sql >way.sql
    ! plain_client <way.sql
    same 2 "$(sql "SELECT count(*) FROM t")"
    ! has_table u
    sql "DELETE FROM t WHERE a < 0"
    plain_client <way.sql
    same 1 "$(sql "SELECT count(*) FROM t")"
    migrate diff database two.sql >left.sql 2>err
    same "" "$(cat left.sql)"
}

@test "what check --drift says would mend it can be pasted whole" {
    table a1 ""
    migrate upgrade head
    sql "ALTER TABLE t_a1 ADD COLUMN more integer"
    migrate check --drift >out 2>err || [ $? = 3 ]
    sed -n '/this would mend it/,$p' out err | sed 1d | sed 's/^  //; s/^ *hint: //' >mend.sql
    grep -q "COMMIT;" mend.sql
    sed -n '1,/COMMIT;/p' mend.sql | plain_client
    migrate check --drift
}

@test "a dump is loaded whole or not at all, and is still a file of the schema and a script" {
    echo "CREATE TABLE t (a integer); CREATE INDEX i ON t (a); CREATE TABLE v (a integer);" >one.sql
    migrate diff base one.sql 2>/dev/null >/dev/null || true
    sql "CREATE TABLE t (a integer)"
    sql "CREATE INDEX i ON t (a)"
    sql "CREATE TABLE v (a integer)"
    migrate dump -o schema.sql
    sql "DROP TABLE t"
    ! plain_client <schema.sql
    ! has_table t
    sql "DROP TABLE v"
    plain_client <schema.sql
    has_table t
    migrate revision --autogenerate -m all --rev-id a1
    { printf -- '-- revision: a1\n-- parents: []\n-- message: x\n-- migrate:up\n'; cat schema.sql; } >versions/a1_all.sql
    sql "DROP TABLE t"
    sql "DROP TABLE v"
    migrate upgrade head
    has_table v
}

@test "a rebuild that did not copy every row drops nothing" {
    [ "$ENGINE" = sqlite ] || skip
    echo "CREATE TABLE t (a integer);" >one.sql
    echo "CREATE TABLE t (a integer NOT NULL DEFAULT 3);" >two.sql
    sql "CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (2)"
    migrate diff one.sql two.sql >way.sql
    grep -q "SELECT abs" way.sql
    # As a trigger or a fault of ours might do it.
    sed 's/SELECT \(.*\) FROM "*t"*;*$/SELECT \1 FROM t WHERE a = 1;/' way.sql >broken.sql
    ! cmp -s way.sql broken.sql
    ! plain_client <broken.sql
    same 2 "$(sql "SELECT count(*) FROM t")"
    plain_client <way.sql
    same 2 "$(sql "SELECT count(*) FROM t")"
}
