load helper

@test "variables come from the settings, the environment of -n and -x" {
    cat >migrate.yaml <<'END'
variables:
  owner: ann
  kind: ${KIND:-plain}
environments:
  prod:
    variables: {owner: pat}
END
    script a1 "" "CREATE TABLE t (a text); INSERT INTO t VALUES ('\${owner} \${kind}'); -- \${owner}" "DROP TABLE t; -- \${owner}" "variables: true"
    migrate upgrade head
    same "ann plain" "$(sql "SELECT a FROM t")"
    migrate downgrade base
    migrate -n prod upgrade head
    same "pat plain" "$(sql "SELECT a FROM t")"
    migrate downgrade base
    KIND=new migrate -n prod -x owner=eve upgrade head
    same "eve new" "$(sql "SELECT a FROM t")"
    # What was sent is what is logged; other values are no edit.
    same 1 "$(sql "SELECT count(*) FROM alembic_version_log WHERE script LIKE '%''eve new''%' AND direction = 'up'")"
    migrate check --offline
    migrate -x owner=other check
    fails 0 "nothing to do" migrate upgrade head
    rm versions/a1.sql
    migrate downgrade base
}

@test "a variable without a value stops everything before it begins" {
    table a0 ""
    script a1 a0 "SELECT
  '\${nosuch}';" "" "variables: true"
    fails 2 'versions/a1.sql:8:4: the variable "nosuch" has no value' migrate upgrade head
    ! has_table t_a0
    NOSUCH=1 nosuch=1 fails 2 'has no value' migrate upgrade head
    fails 2 'did you mean "nosuch1"?' migrate -x nosuch1=a upgrade head
    migrate -x nosuch=a upgrade head
    # Without the header it is SQL.
    script b2 a1 "CREATE TABLE u (a text); INSERT INTO u VALUES ('\${nosuch}');" ""
    migrate upgrade head
    same '${nosuch}' "$(sql "SELECT a FROM u")"
}

@test "an error in an expanded script is told where its author wrote it" {
    script a1 "" "CREATE TABLE \${long} (a integer);
INSERT INTO \${long} VALUES (1); SELECT nosuch FROM \${long};" "" "variables: true"
    fails 1 "versions/a1.sql:8:40: " migrate -x long=a_table_with_quite_a_long_name upgrade head
    grep -qF 'INSERT INTO ${long} VALUES (1); SELECT nosuch' err
}

@test "a secret is shown and logged nowhere" {
    printf 'variables:\n  pass: {value: "${PASS:-none}", secret: true}\n' >migrate.yaml
    export PASS=s3cr3t-value
    script a1 "" "CREATE TABLE t (a text);
INSERT INTO t VALUES ('\${pass}');" "INSERT INTO t VALUES ('down \${pass}'); DROP TABLE t;" "variables: true"
    script b2 a1 "SELECT s3 FROM \"\${pass}\";" "" "variables: true"
    migrate upgrade head --dry-run >dry 2>&1
    ! grep -q s3cr3t dry
    migrate upgrade a1 -v --echo >out 2>&1
    migrate upgrade head -v --json >out2 2>&1 || true
    ! grep -q s3cr3t out out2
    grep -q 'VALUES (.\*\*\*' out
    grep -q '\*\*\*' out2
    same s3cr3t-value "$(sql "SELECT a FROM t")"
    same 0 "$(sql "SELECT count(*) FROM alembic_version_log WHERE script LIKE '%s3cr3t%' OR error LIKE '%s3cr3t%'")"
    # The way back from the log takes the secret's value of today.
    rm versions/*
    migrate downgrade base
    # -x for a name that is secret stays secret.
    script a1 "" "SELECT nosuch AS \"\${pass}\";" "" "variables: true"
    PASS= migrate -x pass=s3cr3t-other upgrade head -v >out 2>&1 || true
    ! grep -q s3cr3t out
}

@test "variables in the settings are checked" {
    script a1 "" "SELECT '\${a}';" "" "variables: true"
    printf 'variables: [a]\n' >migrate.yaml
    fails 2 "migrate.yaml:1:12: variables takes names with values" migrate upgrade head
    printf 'variables:\n  a: [b]\n' >migrate.yaml
    fails 2 'migrate.yaml:2:6: "a" takes one value' migrate upgrade head
    printf 'variables:\n  a: {value: b, secret: maybe}\n' >migrate.yaml
    fails 2 'migrate.yaml:2:25:' migrate upgrade head
    printf 'variables:\n  a: {valu: b}\n' >migrate.yaml
    fails 2 'migrate.yaml:2:6:' migrate upgrade head
    printf 'variable:\n  a: b\n' >migrate.yaml
    fails 2 'did you mean "variables"?' migrate upgrade head
    printf 'variables:\n  a: ${UNSET_THING}\n' >migrate.yaml
    fails 2 'migrate.yaml:2:6: variables.a: the variable UNSET_THING is not set' migrate upgrade head
    migrate heads
}

@test "a stamped script with variables can be gone back over from the log" {
    script a1 "" "CREATE TABLE \${t} (a integer);" "DROP TABLE \${t};" "variables: true"
    sql "CREATE TABLE x (a integer)"
    migrate -x t=x stamp head
    rm versions/a1.sql
    migrate downgrade base
    ! has_table x
}

@test "a secret is hidden in every form that it takes" {
    only="s'cr\"e\\t-of-SIXTY-and-more-characters-so-that-the-server-cuts-it-0123456789"
    printf 'variables:\n  pass: {value: x, secret: true}\n  longer: {value: x, secret: true}\n  bare: {value: x, secret: true}\nenvironments:\n  prod:\n    variables: {pass: "override-%s"}\n' 1234 >migrate.yaml
    if [ "$ENGINE" = postgresql ]; then
        script a1 "" "SELECT :'pass' AS a; SELECT * FROM :bare; " "" "psql: true"
    else
        script a1 "" "SELECT '\${longer}'; SELECT * FROM \${bare}; " "" "variables: true"
    fi
    for way in "-v" "--echo" "--dry-run" "--json -v"; do
        migrate -x pass="$only" -x bare=SECRETtable -x longer="SECRETtableMORE" upgrade head $way >out 2>&1 || true
        ! grep -qiF -e "crt" -e "SIXTY" -e "secrettable" -e MORE out
    done
    migrate -n prod -x bare=SECRETtable -x longer=SECRET upgrade head -v >out 2>&1 || true
    ! grep -q override-1234 out
}

@test "a dollar-quoted text may begin with a brace" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "CREATE TABLE t AS SELECT \$\${\"a\": \"\${v}\"}\$\$ || \$x\${\$x\$ AS a;" "" "variables: true"
    migrate -x v=1 upgrade head
    same '{"a": "1"}{' "$(sql "SELECT a FROM t")"
    script b2 a1 "SELECT '\${v}';" "" "variables: true"
    fails 2 "looks like a section's marker" migrate -x v="-- migrate:down" upgrade head
}
