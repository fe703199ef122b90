load helper

ONLY=postgresql

# What a role may not see is not absent. `as ROLE` runs the program as that role.
as() {
    DATABASE_URL="postgresql://$1@/$DATABASE?host=$PGHOST" "$MIGRATE" "${@:2}"
}

role() {
    ROLE="r_$DATABASE"
    psql -qX -c "CREATE ROLE $ROLE LOGIN" -c "GRANT CREATE, USAGE ON SCHEMA public TO $ROLE" \
        -c "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO $ROLE"
}

teardown() {
    [ -n "${DATABASE:-}" ] || return 0
    [ -z "${ROLE:-}" ] || psql -qX -c "DROP OWNED BY $ROLE" -c "DROP ROLE $ROLE"
    PGDATABASE=postgres psql -qX -c "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
}

# refused STATUS PART: every command that reads the version rows ends so.
refused() {
    for command in current "current --log" "history -i" "check" "downgrade base" "upgrade head" "upgrade head --dry-run" \
        "stamp head" resume "repair a1" "show current"; do
        # shellcheck disable=SC2086
        fails "$1" "$2" as "$ROLE" $command || { echo "at: $command"; return 1; }
    done
    same b2 "$(rows)"
}

@test "row level security on our tables is an error, not an empty table" {
    table a1 ""
    script b2 a1 "CREATE TABLE b (a integer);" "" "transaction: false"
    migrate upgrade head
    role
    for table in alembic_version alembic_version_log; do
        psql -qX -c "ALTER TABLE $table ENABLE ROW LEVEL SECURITY"
        refused 1 "row-level security policy"
        psql -qX -c "ALTER TABLE $table DISABLE ROW LEVEL SECURITY"
    done
    as "$ROLE" current
    # The owner sees all, and a policy that lets everything through is no fault of ours.
    psql -qX -c "ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY"
    migrate downgrade a1 2>/dev/null || migrate stamp a1
}

@test "a schema of the search path that may not be used is an error" {
    psql -qX -c "CREATE SCHEMA app" -c "ALTER DATABASE $DATABASE SET search_path = app, public"
    table a1 ""
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;"
    migrate upgrade head
    role
    refused 2 "may not use that schema"
    psql -qX -c "GRANT USAGE ON SCHEMA app TO $ROLE"
    refused 1 "permission denied for table alembic_version"
    psql -qX -c "GRANT SELECT ON ALL TABLES IN SCHEMA app TO $ROLE"
    as "$ROLE" current
    # A quoted name, and the role's own.
    psql -qX -c "ALTER SCHEMA app RENAME TO \"My App\"" -c "REVOKE USAGE ON SCHEMA \"My App\" FROM $ROLE" \
        -c "ALTER DATABASE $DATABASE SET search_path = \"My App\", public"
    refused 2 "may not use that schema"
    psql -qX -c "ALTER SCHEMA \"My App\" RENAME TO $ROLE" -c "ALTER DATABASE $DATABASE SET search_path = \"\$user\", public"
    fails 2 "may not use that schema" as "$ROLE" upgrade head
    [ "$(psql -qXAt -c "SELECT count(*) FROM pg_class WHERE relname = 'alembic_version'")" = 1 ]
}

@test "no schema of the search path is an error in every command" {
    table a1 ""
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;"
    migrate upgrade head
    role
    psql -qX -c "ALTER ROLE $ROLE SET search_path = nosuch"
    refused 2 "has no schema that is there"
    psql -qX -c "ALTER ROLE $ROLE RESET search_path"
    echo "version_table_schema: nosuch" >migrate.yaml
    refused 2 "there is no schema \"nosuch\""
}

@test "another role's view in the place of a table is not read" {
    table a1 ""
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;"
    migrate upgrade head
    role
    psql -qX -c "CREATE SCHEMA early AUTHORIZATION $ROLE" -c "ALTER DATABASE $DATABASE SET search_path = early, public"
    psql -qX -U "$ROLE" -c "CREATE FUNCTION early.f() RETURNS varchar LANGUAGE plpgsql AS 'BEGIN ALTER ROLE $ROLE SUPERUSER; RETURN NULL; END'"
    for name in alembic_version alembic_version_log; do
        psql -qX -U "$ROLE" -c "CREATE VIEW early.$name AS SELECT early.f() AS version_num, 1 AS id"
        for command in current check "downgrade base" "upgrade head" "stamp head"; do
            # shellcheck disable=SC2086
            fails 2 "$name, which belongs to $ROLE" migrate $command
        done
        psql -qX -c "DROP VIEW early.$name"
    done
    same f "$(psql -qXAt -c "SELECT rolsuper FROM pg_roles WHERE rolname = '$ROLE'")"
}

@test "a trigger or rule that eats the row is named" {
    table a1 ""
    table b2 a1
    migrate upgrade a1
    psql -qX -c "CREATE FUNCTION eat() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'" \
        -c "CREATE TRIGGER eats BEFORE UPDATE ON alembic_version FOR EACH ROW EXECUTE FUNCTION eat()"
    fails 1 "the trigger eats" migrate upgrade head
    psql -qX -c "DROP TRIGGER eats ON alembic_version" -c "CREATE RULE hides AS ON UPDATE TO alembic_version DO INSTEAD NOTHING"
    fails 1 "the rule hides" migrate upgrade head
    same a1 "$(rows)"
}

@test "the first read does not wait for ever, and says who is in the way" {
    table a1 ""
    table b2 a1
    migrate upgrade a1
    echo "database: {lock_timeout: 600ms, lock_retries: 0, statement_timeout: 20s, connect_timeout: 2s}" >migrate.yaml
    for what in alembic_version alembic_version_log pg_catalog.pg_class; do
        psql -qX >/dev/null -c "BEGIN" -c "LOCK TABLE $what" -c "SELECT pg_sleep(30)" &
        holder=$!
        for _ in $(seq 100); do
            [ "$(PGDATABASE=postgres psql -qXAt -c "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()")" = 0 ] || break
            sleep 0.02
        done
        for command in current check "upgrade head" "downgrade base" "stamp head"; do
            [ $what != alembic_version_log ] || [ "$command" != "current" ] || continue
            # shellcheck disable=SC2086
            timeout 15 env "$MIGRATE" $command >out 2>err && status=0 || status=$?
            # To connect at all the server itself reads pg_class.
            [ "$what" = pg_catalog.pg_class ] && grep -q "timeout expired" err && break
            same "$what $command 4" "$what $command $status"
            grep -q "psql" err
        done
        PGDATABASE=postgres psql -qX -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE'" >/dev/null
        wait $holder || true
    done
    same a1 "$(rows)"
}

@test "a log table of an older version gets the columns that it lacks, or says which" {
    table a1 ""
    script b2 a1 "CREATE TABLE b (a integer);" "DROP TABLE b;" "transaction: false"
    table c3 b2
    migrate upgrade a1
    psql -qX -c "ALTER TABLE alembic_version_log DROP COLUMN tag, DROP COLUMN ci_run, DROP COLUMN session"
    fails 1 "ADD COLUMN tag" migrate current --log
    migrate upgrade head
    migrate current --log
    migrate downgrade base
    migrate upgrade a1
    psql -qX -c "ALTER TABLE alembic_version_log DROP COLUMN script_sha256"
    fails 1 "ADD COLUMN script_sha256" migrate upgrade head
}
