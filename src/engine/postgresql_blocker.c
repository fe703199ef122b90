/* Who stands in the way of a statement that waits for a lock. Our own connection waits,
 * so a second one asks; it is opened when a statement takes long, and kept. */
#include "postgresql.h"

#include <string.h>

enum { MONITOR_TIMEOUT = 2 }; /* seconds: a report is not worth more */

static bool
monitor_open(struct postgresql *pg)
{
    if (pg->monitor || pg->monitor_failed)
        return pg->monitor != NULL;
    struct engine_options options = pg->engine.options;
    options.connect_timeout = MONITOR_TIMEOUT;
    struct error *error = postgresql_connect(&pg->monitor, pg, &options);
    /* A server without room for one more: then nobody tells. */
    pg->monitor_failed = error != NULL;
    error_free(error);
    return pg->monitor != NULL;
}

void
blocker_close(struct postgresql *pg)
{
    if (pg->monitor)
        pg->pq.PQfinish(pg->monitor);
    pg->monitor = NULL;
}

/* A sentence of one row. */
static void
blocker_add(struct buf *out, const struct postgresql *pg, const PGresult *result, int row)
{
    const char *values[8];
    for (int i = 0; i < 8; i++)
        values[i] = pg->pq.PQgetvalue(result, row, i);
    buf_printf(out, "%s%s of %s is wanted; pid %s (%s, %s) has %s, is %s for %s s: %s",
               out->length ? "\n" : "", values[0], values[1], values[2], values[3],
               values[4], values[5], values[6], values[7],
               pg->pq.PQgetvalue(result, row, 8));
}

bool
blocker_look(struct postgresql *pg)
{
    pg->blocker.length = 0;
    if (!monitor_open(pg))
        return false;
    pg->blocker.arena = &pg->blocker_arena;
    const char *sql = arena_printf(
        &pg->blocker_arena,
        "SELECT DISTINCT ON (a.pid) l.mode,"
        " coalesce(l.relation::pg_catalog.regclass::text, l.locktype), a.pid,"
        " coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), '?'),"
        " coalesce((SELECT pg_catalog.string_agg(DISTINCT h.mode, ', ')"
        " FROM pg_catalog.pg_locks h WHERE h.pid = a.pid AND h.granted"
        " AND h.relation IS NOT DISTINCT FROM l.relation), 'it'), coalesce(a.state, '?'),"
        " pg_catalog.round(extract(epoch FROM pg_catalog.clock_timestamp() -"
        " coalesce(a.state_change, a.backend_start))::numeric),"
        " pg_catalog.regexp_replace(pg_catalog.left(coalesce(a.query, ''), 80),"
        " E'\\\\s+', ' ', 'g')"
        " FROM pg_catalog.pg_locks l,"
        " LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(l.pid)) b (pid)"
        " JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid"
        " WHERE l.pid = %d AND NOT l.granted LIMIT 3",
        pg->pq.PQbackendPID(pg->connection));
    PGresult *result = pg->pq.PQexec(pg->monitor, sql);
    if (pg->pq.PQresultStatus(result) == PGRES_TUPLES_OK)
        for (int row = 0; row < pg->pq.PQntuples(result); row++)
            blocker_add(&pg->blocker, pg, result, row);
    pg->pq.PQclear(result);
    return pg->blocker.length > 0;
}
