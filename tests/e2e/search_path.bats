load helper

ONLY=postgresql

# In front of pg_catalog a schema with an operator and a function for each of the built-in
# ones, and a type for each that SQL of ours might name: whoever calls one is told.
hijack() {
    PGOPTIONS='-c search_path=pg_catalog' psql -qX -v ON_ERROR_STOP=1 >/dev/null <<'X'
CREATE SCHEMA evil;
CREATE TABLE public.hijacked (what text);
CREATE FUNCTION public.told(what text) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS
$$ BEGIN RAISE EXCEPTION 'hijacked: %', what; END $$;
DO $$
DECLARE r record; n integer := 0;
BEGIN
    FOR r IN SELECT oprname, oprleft::regtype AS l, oprright::regtype AS r, oprresult::regtype AS result, oprkind
        FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprkind = 'b' LOOP
        n := n + 1;
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.o%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', n, r.l, r.r, r.result,
                format('BEGIN PERFORM public.told(%L); RETURN NULL; END', 'operator ' || r.oprname));
            EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.o%s)', r.oprname, r.l, r.r, n);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
    FOR r IN SELECT a.op, t.l, t.r FROM unnest('{=,<>,<,>,<=,>=,~,||,~~,!~~}'::text[]) a (op),
        (VALUES ('varchar', 'varchar'), ('varchar', 'text'), ('text', 'varchar'), ('name', 'varchar'), ('text', 'regclass'), ('oid', 'regclass'), ('regclass', 'regclass'), ('integer', 'oid')) t (l, r) LOOP
        n := n + 1;
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.o%s(%s, %s) RETURNS boolean LANGUAGE plpgsql AS %L', n, r.l, r.r,
                format('BEGIN RETURN public.told(%L); END', 'operator ' || r.op));
            EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.o%s)', r.op, r.l, r.r, n);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
    FOR r IN SELECT proname, pg_get_function_identity_arguments(oid) AS args FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind IN ('f', 'a', 'w') LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS pg_catalog.text LANGUAGE plpgsql AS %L', r.proname, r.args,
                format('BEGIN PERFORM public.told(%L); RETURN NULL; END', 'function ' || r.proname));
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
    FOR r IN SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype = 'b' AND typname !~ '^_' AND typname !~ '^pg_' LOOP
        BEGIN
            EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.%I CHECK (public.told(%L))', r.typname, r.typname, 'type ' || r.typname);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
END $$;
X
    psql -qX -c "ALTER DATABASE $DATABASE SET search_path = evil, public, pg_catalog"
    export HIJACKED=1
}

# As the database's client, with the path that everybody has.
plain() {
    PGOPTIONS='-c search_path=public' psql -qXAt -v ON_ERROR_STOP=1 -c "$1"
}

@test "no name of the search path takes the place of what our own SQL means" {
    hijack
    export PGOPTIONS=
    [ "$(plain "SELECT count(*) > 3000 FROM pg_proc WHERE pronamespace = 'evil'::regnamespace")" = t ]
    run psql -qXAt -c "SELECT version_num = 'a' FROM (VALUES ('a'::varchar)) v (version_num)"
    [[ "$output" = *hijacked* ]] # the trap works
    script a1 "" "CREATE TABLE public.t (a integer, b integer);" "DROP TABLE public.t;"
    script b2 a1 $'CREATE INDEX CONCURRENTLY i ON public.t (a);\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (a);' \
        "DROP INDEX CONCURRENTLY public.i;" "transaction: false"
    script c3 b2 "CREATE PROCEDURE public.p() LANGUAGE sql AS 'SELECT';" "DROP PROCEDURE public.p;"
    script d4 c3 $'CALL public.p();\nREINDEX INDEX public.i;' "" "labels: last"
    table e5 c3
    for options in "" --no-pipeline "--transaction revision"; do
        # shellcheck disable=SC2086
        migrate upgrade heads $options
        migrate current -v
        migrate current --log
        migrate history -i --log >/dev/null
        migrate upgrade heads
        migrate show current >/dev/null
        migrate check --pending || [ $? = 3 ]
        migrate downgrade a1
        migrate stamp c3
        migrate stamp a1
        migrate downgrade base
    done
    migrate ensure_version
    migrate upgrade c3
    echo "-- edited" >>versions/a1.sql
    sed -i 's/b integer/b bigint/' versions/a1.sql
    migrate repair a1
    migrate resume
    migrate dump -o dumped.sql
    migrate check --drift || [ $? = 3 ]
    migrate diff base d4 >/dev/null
    mv versions/c3.sql versions/e5.sql .
    sed -i 's/^-- parents: .*/-- parents: [b2]/' versions/d4.sql
    migrate downgrade b2
    mv versions/d4.sql .
    migrate verify
    echo "CREATE TABLE public.other (a integer);" >schema.sql
    migrate revision --autogenerate -m more --rev-id f6
    migrate upgrade base:head --sql >out.sql
    PGOPTIONS='-c search_path=pg_catalog' psql -qX -c "DROP TABLE public.t CASCADE" \
        -c "DROP TABLE evil.alembic_version, evil.alembic_version_log"
    psql -qX -v ON_ERROR_STOP=1 -f out.sql
}

@test "who waits for a lock is told whose it is, whatever the search path finds" {
    hijack
    table a1 ""
    table b2 a1
    migrate upgrade a1
    psql -qX -c "BEGIN" -c "SELECT pg_catalog.pg_sleep(0)" -c "LOCK TABLE evil.alembic_version" -c "SELECT pg_catalog.pg_sleep(4)" >/dev/null &
    sleep 0.3
    echo "database: {lock_timeout: 1s, lock_retries: 0}" >migrate.yaml
    fails 4 "psql" migrate upgrade head
    wait
}
