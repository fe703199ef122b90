load helper

ONLY=postgresql

teardown() {
    [ -n "${DATABASE:-}" ] || return 0
    for role in ${ROLES:-}; do psql -qX -c "DROP OWNED BY $role" -c "DROP ROLE $role"; done
    PGDATABASE=postgres psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

@test "a script that only the log has does not run where others may write to the log" {
    table a1 ""
    table b2 a1
    migrate upgrade head
    mv versions/b2.sql .
    migrate downgrade -1 # nobody else may write
    mv b2.sql versions
    migrate upgrade head
    mv versions/b2.sql .
    ROLES="app_$DATABASE"
    psql -qX -c "CREATE ROLE $ROLES LOGIN"
    for grant in "INSERT ON alembic_version_log" "UPDATE ON alembic_version_log" "UPDATE (script) ON alembic_version_log"; do
        psql -qX -c "GRANT $grant TO $ROLES"
        for options in "" --dry-run; do
            # shellcheck disable=SC2086
            fails 2 "may be written to by $ROLES" migrate downgrade -1 $options
        done
        migrate check >out 2>err || [ $? = 3 ]
        grep -q "others than its owner may write to alembic_version_log: $ROLES" out
        same b2 "$(rows)"
        psql -qX -c "REVOKE ALL (script) ON alembic_version_log FROM $ROLES" -c "REVOKE ALL ON alembic_version_log FROM $ROLES"
    done
    psql -qX -c "GRANT INSERT ON alembic_version_log TO $ROLES" -c "GRANT SELECT ON alembic_version TO $ROLES"
    psql -qX -U "$ROLES" -c "INSERT INTO alembic_version_log (revision, direction, state, started_at, statements_done, statements_total, script, tool) VALUES ('b2', 'up', 'done', now(), 1, 1, E'-- revision: b2\n-- parents: [a1]\n-- message: x\n-- migrate:up\nSELECT 1;\n-- migrate:down\nALTER ROLE $ROLES SUPERUSER;', 'x')"
    fails 2 "--from-log" migrate downgrade -1
    same f "$(sql "SELECT rolsuper FROM pg_roles WHERE rolname = '$ROLES'")"
    psql -qX -c "DELETE FROM alembic_version_log WHERE tool = 'x'"
    migrate downgrade -1 --from-log
    same a1 "$(rows)"
}

@test "a log that belongs to a stranger is not trusted, one of a role that we are a member of is" {
    table a1 ""
    table b2 a1
    ROLES="other_$DATABASE me_$DATABASE"
    psql -qX -c "CREATE ROLE other_$DATABASE" -c "CREATE ROLE me_$DATABASE LOGIN" -c "GRANT ALL ON SCHEMA public TO me_$DATABASE, other_$DATABASE"
    export DATABASE_URL="postgresql://me_$DATABASE@/$DATABASE?host=$PGHOST"
    migrate upgrade head
    mv versions/b2.sql .
    psql -qX -c "ALTER TABLE alembic_version_log OWNER TO other_$DATABASE" -c "GRANT ALL ON alembic_version_log TO me_$DATABASE"
    fails 2 "other_$DATABASE (its owner)" migrate downgrade -1
    psql -qX -c "GRANT other_$DATABASE TO me_$DATABASE"
    migrate downgrade -1
}
