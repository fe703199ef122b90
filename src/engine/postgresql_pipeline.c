/* Several steps in flight: statements are sent without waiting for the answers of those
 * before them (libpq's pipeline). After the first that fails the server skips all others
 * up to the next Sync, and there is none before the end; so nothing runs after an error,
 * just as if each had been waited for. */
#include "postgresql.h"

#include <string.h>

static struct error *
cannot_send(struct postgresql *pg)
{
    return connection_error(pg, "cannot send to the server");
}

struct error *
postgresql_flight_start(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    pg->transaction[0] = '\0'; /* its number will not be known */
    if (!pg->pq.PQenterPipelineMode(pg->connection) ||
        pg->pq.PQsetnonblocking(pg->connection, 1) < 0)
        return cannot_send(pg);
    pg->in_flight = true;
    return NULL;
}

/* Takes what is left of the answers, none of which counts any more. False: libpq cannot
 * find the end of them (without memory for the Sync's answer it waits for another). */
static bool
drain(struct postgresql *pg)
{
    static const double MOST = 30;
    if (!pg->pq.PQpipelineSync(pg->connection))
        return false;
    for (int empty = 0; empty < 2;) {
        struct error *lost = answer_wait(pg, MOST);
        if (lost) {
            error_free(lost);
            return false;
        }
        PGresult *result = pg->pq.PQgetResult(pg->connection);
        const bool end = result && pg->pq.PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        const bool own = result && is_own_error(pg, result);
        empty = result ? 0 : empty + 1;
        pg->pq.PQclear(result);
        if (end || own)
            return end;
    }
    return false;
}

void
postgresql_flight_end(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    if (!pg->in_flight)
        return;
    if ((!is_lost(pg) && !drain(pg)) || !pg->pq.PQexitPipelineMode(pg->connection))
        break_off(pg);
    pg->pq.PQsetnonblocking(pg->connection, 0);
    pg->in_flight = pg->unlocks = false;
}

/* Whether all that a step can have left in the session are settings and the memory of
 * sequences: a function that it called may have done anything. An expression. */
static const char *
clean_sql(struct arena *arena)
{
    return sql_own(
        arena, &sql_postgresql,
        "{current_setting}('role') {=} 'none' AND session_user {=} current_user AND"
        " NOT EXISTS (SELECT FROM {pg_prepared_statement}() p) AND"
        " NOT EXISTS (SELECT FROM {pg_cursor}() c) AND"
        " NOT EXISTS (SELECT FROM {pg_listening_channels}() l) AND"
        " ({pg_my_temp_schema}() {=} 0::{oid} OR NOT EXISTS (SELECT FROM"
        " pg_catalog.pg_depend d WHERE d.refclassid {=}"
        " 'pg_catalog.pg_namespace'::{regclass}::{oid} AND d.refobjid {=}"
        " {pg_my_temp_schema}()))");
}

/* As session_send() and postgresql_begin() do it, but for our timeouts, which are set for
 * the transaction: then RESET ALL is enough after a step of plain statements, if the
 * session shows no more. Who finds the lock taken divides by zero, since nobody is there
 * to look at the answer before the next statement runs. */
const char *const *
postgresql_flight_begins(struct engine *engine, struct arena *arena,
                         const struct engine_facts *facts, bool durable,
                         const char **clean)
{
    enum { MOST = 24 };
    struct postgresql *pg = (struct postgresql *)engine;
    const char **list = arena_array(arena, MOST, sizeof *list);
    size_t count = 0;
    const bool small = pg->reset_due && pg->reset_small;
    if (pg->reset_due && !small) {
        struct str rest =
            str_from(postgresql_session(arena, &engine->options, SESSION_RESET));
        while (rest.length && count < MOST - 6)
            list[count++] = str_dup(arena, str_trim(str_before(rest, ';', &rest, NULL)));
    }
    *clean = small ? arena_printf(arena, "SELECT %s",
                                  engine_check_sql(arena, clean_sql(arena)))
                   : NULL;
    list[count++] = arena_printf(arena, "BEGIN %.*s", STR_ARG(facts->modes));
    if (small) {
        list[count++] = "RESET ALL";
        list[count++] = "DISCARD SEQUENCES";
    }
    pg->reset_due = true;
    pg->reset_small = !facts->eventful;
    const char *held = engine_check_sql(
        arena,
        arena_printf(arena, "pg_catalog.pg_try_advisory_xact_lock(%lld)", pg->key));
    list[count++] = arena_printf(
        arena,
        "SELECT %s%s, pg_catalog.set_config('lock_timeout', '%.0f', true),"
        " pg_catalog.set_config('statement_timeout', '%.0f', true)",
        held, durable ? "" : ", pg_catalog.set_config('synchronous_commit', 'off', true)",
        engine->options.lock_timeout * 1000, engine->options.statement_timeout * 1000);
    list[count] = NULL;
    return list;
}

struct error *
postgresql_submit(struct engine *engine, struct str sql)
{
    struct postgresql *pg = (struct postgresql *)engine;
    arena_reset(&pg->scratch);
    const char *text = str_dup(&pg->scratch, sql);
    if (!pg->pq.PQsendQueryParams(pg->connection, text, 0, NULL, NULL, NULL, NULL, 0))
        return cannot_send(pg);
    return NULL;
}

struct error *
postgresql_push(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    return pg->pq.PQsendFlushRequest(pg->connection) ? NULL : cannot_send(pg);
}

struct error *
postgresql_collect(struct engine *engine, struct str sql)
{
    struct postgresql *pg = (struct postgresql *)engine;
    pg->blocker.length = 0;
    pg->pq.PQsetSingleRowMode(pg->connection);
    return answers_take(pg, sql, NULL, NULL);
}
