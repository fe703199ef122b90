load helper

ONLY=postgresql

# What all databases of the server share, as somebody from outside sees it.
shared() {
    psql -qXAt -d postgres -c "SELECT md5(string_agg(r::text, ' ' ORDER BY oid)) FROM pg_authid r" \
        -c "SELECT md5(string_agg(m::text, ' ' ORDER BY roleid, member)) FROM pg_auth_members m" \
        -c "SELECT count(*), md5(string_agg(s::text, ' ' ORDER BY setdatabase)) FROM pg_db_role_setting s" \
        -c "SELECT md5(string_agg(s::text, ' ' ORDER BY objoid)) FROM pg_shdescription s" \
        -c "SELECT count(*) FROM pg_replication_slots"
}

teardown() {
    [ -n "${DATABASE:-}" ] || return 0
    [ -z "${ROLE:-}" ] || psql -qX -d postgres -c "DROP ROLE IF EXISTS $ROLE, ${ROLE}_group"
    PGDATABASE=postgres psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

@test "nothing that all databases share is changed to try a script" {
    ROLE="r_$DATABASE"
    psql -qX -c "CREATE ROLE $ROLE" -c "CREATE ROLE ${ROLE}_group"
    echo "CREATE TABLE wanted (a integer);" >schema.sql
    local before
    before=$(shared)
    while IFS= read -r statement; do
        for header in "" "transaction: false"; do
            rm -f versions/* /tmp/"$DATABASE".out
            table a1 ""
            script b2 a1 "CREATE TABLE t_b2 (a integer); $statement" "DROP TABLE t_b2;" "$header"
            local commands=(verify "check --drift" "revision --autogenerate -m x" "diff base head")
            [ -z "$header" ] || commands=(verify)
            for command in "${commands[@]}"; do
                # shellcheck disable=SC2086
                fails 2 "reaches beyond the scratch database" migrate $command || { echo "at: $statement; $command; $header"; return 1; }
                same "$before" "$(shared)" || { echo "at: $statement; $command; $header"; return 1; }
            done
            [ ! -e "/tmp/$DATABASE.out" ]
        done
    done <<X
GRANT ${ROLE}_group TO $ROLE;
GRANT ${ROLE}_group TO $ROLE WITH ADMIN OPTION;
REVOKE pg_monitor FROM $ROLE;
COMMENT ON ROLE $ROLE IS 'x';
COMMENT ON DATABASE $DATABASE IS 'x';
COPY (SELECT 1) TO PROGRAM 'touch /tmp/$DATABASE.out';
COPY t_b2 TO '/tmp/$DATABASE.out';
COPY t_b2 FROM PROGRAM 'touch /tmp/$DATABASE.out';
UPDATE pg_authid SET rolconnlimit = 7 WHERE rolname = '$ROLE';
INSERT INTO pg_db_role_setting SELECT 0, oid, '{work_mem=1MB}' FROM pg_roles WHERE rolname = '$ROLE';
SELECT pg_create_physical_replication_slot('$ROLE');
DO \$\$ BEGIN EXECUTE 'ALTER RO' || 'LE $ROLE CONNECTION LIMIT 7'; END \$\$;
DO \$\$ BEGIN EXECUTE 'GR' || 'ANT ${ROLE}_group TO $ROLE'; END \$\$;
DO \$\$ BEGIN EXECUTE 'COMM' || 'ENT ON RO' || 'LE $ROLE IS ''x'''; END \$\$;
CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS \$\$ BEGIN EXECUTE 'ALTER ROLE $ROLE SET work_mem = ''1MB'''; RETURN 1; END \$\$; SELECT f();
DO \$\$ BEGIN EXECUTE 'CRE' || 'ATE ROLE ${ROLE}_new'; SET LOCAL ROLE ${ROLE}_group; END \$\$;
X
    script b2 a1 "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS \$\$ SELECT count(*)::integer FROM pg_authid \$\$; GRANT SELECT ON t_a1 TO $ROLE; COMMENT ON TABLE t_a1 IS 'x';" "DROP FUNCTION f(); REVOKE SELECT ON t_a1 FROM $ROLE; COMMENT ON TABLE t_a1 IS NULL;"
    migrate verify
}

@test "what another session changes meanwhile is not the script's fault" {
    ROLE="r_$DATABASE"
    table a1 ""
    script b2 a1 "SELECT pg_sleep(1.5);" ""
    "$MIGRATE" verify 2>err &
    pid=$!
    sleep 0.9
    psql -qX -d postgres -c "CREATE ROLE $ROLE"
    wait $pid
}
