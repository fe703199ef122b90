/* PostgreSQL, by libpq. Statements are sent without blocking and their answers awaited
 * with poll(2), so that a signal can cancel what runs at the server. */
#include "postgresql.h"

#include <stdlib.h>
#include <string.h>

static struct error *
send_query(struct postgresql *pg, struct str sql)
{
    pg->blocker.length = 0;
    /* libpq wants a NUL at the end, and a slice has none. */
    arena_reset(&pg->scratch);
    const char *text = str_dup(&pg->scratch, sql);
    if (!pg->pq.PQsendQuery(pg->connection, text))
        return connection_error(pg, "cannot send to the server");
    return NULL;
}

struct changed {
    struct postgresql *pg;
    size_t count; /* of each statement, if it is the same for all; else 0 */
    bool any;
};

static void
keep_changed(void *context, PGresult *result)
{
    struct changed *changed = context;
    const char *tuples = changed->pg->pq.PQcmdTuples(result);
    if (changed->pg->pq.PQresultStatus(result) != PGRES_COMMAND_OK || !*tuples)
        return;
    const size_t count = strtoul(tuples, NULL, 10);
    changed->count = !changed->any || count == changed->count ? count : 0;
    changed->any = true;
}

/* Sends both in one message. */
static struct error *
send_both(struct postgresql *pg, enum session_reset reset, struct str sql)
{
    struct arena arena = {0};
    const char *session = postgresql_session(&arena, &pg->engine.options, reset);
    const char *both = arena_printf(&arena, "%s; %.*s", session, STR_ARG(sql));
    struct error *error = send_query(pg, str_from(both));
    arena_free(&arena);
    return error;
}

/* The reset that is due goes along with the next BEGIN, one round trip for both. A
 * pooler's session is not ours: it is given back as it was with each COMMIT, see
 * postgresql_commit(). */
static struct error *
send_exec(struct postgresql *pg, struct str sql)
{
    const bool begins = str_starts(sql, STR("BEGIN"));
    if (pg->engine.pooled)
        return send_query(pg, sql);
    /* Other ways than a flight forget all there is. */
    pg->reset_small = false;
    if (str_is(sql, "ROLLBACK"))
        pg->reset_due = !pg->engine.keep_session;
    else if (pg->reset_due && begins) {
        pg->reset_due = false;
        return send_both(pg, SESSION_RESET, sql);
    } else if (pg->reset_due) {
        pg->reset_due = false;
        struct error *error = session_send(&pg->engine, SESSION_RESET);
        if (error)
            return error;
    }
    return send_query(pg, sql);
}

struct error *
postgresql_exec(struct engine *engine, struct str sql, size_t *changed)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct changed count = {.pg = pg};
    struct error *error = send_exec(pg, sql);
    if (error)
        return error;
    /* Row by row, so that a large SELECT in a script takes no memory. */
    pg->pq.PQsetSingleRowMode(pg->connection);
    error = answers_take(pg, sql, keep_changed, &count);
    *changed = count.count;
    return lost_explain(pg, error, sql);
}

struct kept {
    struct postgresql *pg;
    struct arena *arena;
    struct rows *rows; /* of the first query */
    size_t count;
    size_t ignored; /* answers before the first that counts */
};

static void
keep_rows(void *context, PGresult *result)
{
    struct kept *kept = context;
    const struct libpq *pq = &kept->pg->pq;
    if (pq->PQresultStatus(result) != PGRES_TUPLES_OK)
        return;
    if (kept->ignored) {
        kept->ignored--;
        return;
    }
    struct rows *rows = &kept->rows[kept->count++];
    rows->count = (size_t)pq->PQntuples(result);
    rows->columns = (size_t)pq->PQnfields(result);
    rows->values =
        arena_array(kept->arena, rows->count * rows->columns + 1, sizeof(char *));
    for (size_t i = 0; i < rows->count * rows->columns; i++) {
        const int row = (int)(i / rows->columns), column = (int)(i % rows->columns);
        if (!pq->PQgetisnull(result, row, column))
            rows->values[i] = arena_copy(kept->arena, pq->PQgetvalue(result, row, column),
                                         (size_t)pq->PQgetlength(result, row, column));
    }
}

const char *
reading_sql(const struct postgresql *pg, struct arena *arena)
{
    return sql_own(arena, &sql_postgresql,
                   "SELECT {set_config}('lock_timeout', '%.0f', true),"
                   " {set_config}('statement_timeout', '%.0f', true),"
                   " {set_config}('row_security', 'off', true)",
                   pg->engine.options.lock_timeout * 1000,
                   pg->engine.options.statement_timeout * 1000);
}

/* A message of its own is a transaction; one that begins with BEGIN sets what it needs
 * itself. */
struct error *
postgresql_query_list(struct engine *engine, struct arena *arena, const char *sql,
                      struct rows *rows, size_t *done)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct kept kept = {pg, arena, rows, 0, 0};
    if (pg->pq.PQtransactionStatus(pg->connection) == PQTRANS_IDLE &&
        !str_starts(str_from(sql), STR("BEGIN"))) {
        sql = arena_printf(arena, "%s; %s", reading_sql(pg, arena), sql);
        kept.ignored = 1;
    }
    struct error *error = send_exec(pg, str_from(sql));
    if (!error)
        error = answers_take(pg, str_from(sql), keep_rows, &kept);
    *done = kept.count;
    return error;
}

/* The rows of the last of its statements, if they are several. */
struct error *
postgresql_query(struct engine *engine, struct arena *arena, const char *sql,
                 struct rows *rows)
{
    enum { MOST = 8 };
    struct rows all[MOST] = {0};
    size_t done;
    struct error *error = postgresql_query_list(engine, arena, sql, all, &done);
    if (!error && done)
        *rows = all[done - 1];
    return error;
}

static bool
postgresql_transaction(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    const PGTransactionStatusType status = pg->pq.PQtransactionStatus(pg->connection);
    return !pg->broken && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR ||
                           status == PQTRANS_ACTIVE);
}

const char *
postgresql_session(struct arena *arena, const struct engine_options *options,
                   enum session_reset reset)
{
    /* What DISCARD ALL does, but for the advisory locks, of which one is ours. It has a
     * transaction of its own, since one that begins with it would have begun with the
     * script's default_transaction_isolation, read_only and so on. */
    const char *forget = "CLOSE ALL; RESET SESSION AUTHORIZATION; RESET ALL; "
                         "DEALLOCATE ALL; UNLISTEN *; DISCARD PLANS; DISCARD TEMP; "
                         "DISCARD SEQUENCES; ";
    /* Not what the pooler itself keeps there for its clients: prepared statements. */
    if (reset == SESSION_RETURN)
        return "SET CONSTRAINTS ALL IMMEDIATE; CLOSE ALL; RESET SESSION AUTHORIZATION; "
               "RESET ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES";
    return arena_printf(
        arena, "%s%sSET lock_timeout = %.0f; SET statement_timeout = %.0f%s",
        reset == SESSION_RESET          ? "BEGIN READ WRITE; "
        : reset == SESSION_RESET_INSIDE ? "SET CONSTRAINTS ALL IMMEDIATE; "
                                        : "",
        reset ? forget : "", options->lock_timeout * 1000,
        options->statement_timeout * 1000, reset == SESSION_RESET ? "; COMMIT" : "");
}

/* In the transaction that is open. "local" is on the disk, and what waits for a standby
 * is there too. */
static const char *
postgresql_durable_sql(const struct engine *engine)
{
    if (engine->options.remote_durable)
        return "SELECT pg_catalog.set_config('synchronous_commit', 'remote_apply', true)";
    return "SELECT CASE WHEN pg_catalog.current_setting('synchronous_commit')"
           " OPERATOR(pg_catalog.=) 'off' THEN"
           " pg_catalog.set_config('synchronous_commit', 'on', true) END";
}

static struct error *
postgresql_commit(struct engine *engine, const char *durable)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct arena arena = {0};
    const char *session =
        engine->pooled ? postgresql_session(&arena, &engine->options, SESSION_RETURN)
                       : NULL;
    const struct str sql = str_from(
        arena_printf(&arena, "%s%s%s%sCOMMIT", session ? session : "",
                     session ? "; " : "", durable ? durable : "", durable ? "; " : ""));
    struct error *error = send_query(pg, sql);
    if (!error)
        error = answers_take(pg, sql, NULL, NULL);
    arena_free(&arena);
    return lost_explain(pg, error, STR("COMMIT"));
}

struct error *
session_send(struct engine *engine, enum session_reset reset)
{
    struct arena arena = {0};
    size_t changed;
    const char *sql = postgresql_session(&arena, &engine->options, reset);
    struct error *error = postgresql_exec(engine, str_from(sql), &changed);
    arena_free(&arena);
    return error;
}

static struct error *
postgresql_reset(struct engine *engine)
{
    if (engine->in_transaction && engine->pooled) {
        struct error *error = session_send(engine, SESSION_RETURN);
        return error ? error : session_send(engine, SESSION_KEEP);
    }
    if (engine->in_transaction) /* of the whole run */
        return session_send(engine, SESSION_RESET_INSIDE);
    ((struct postgresql *)engine)->reset_due = !engine->pooled;
    return NULL;
}

static bool
postgresql_alive(struct engine *engine)
{
    return !is_lost((struct postgresql *)engine);
}

static const char *const postgresql_schemes[] = {"postgresql", "postgres", NULL};

const struct engine_driver engine_postgresql = {
    .name = "postgresql",
    .schemes = postgresql_schemes,
    .dialect = &sql_postgresql,
    .features = ENGINE_SCHEMAS | ENGINE_SESSION_LOCK | ENGINE_ASYNC | ENGINE_BATCH |
                ENGINE_FLIGHT,
    .open = postgresql_open,
    .close = postgresql_close,
    .exec = postgresql_exec,
    .query = postgresql_query,
    .query_list = postgresql_query_list,
    .transaction = postgresql_transaction,
    .lock = postgresql_lock,
    .unlock = postgresql_unlock,
    .begin = postgresql_begin,
    .commit = postgresql_commit,
    .durable_sql = postgresql_durable_sql,
    .holds = postgresql_holds,
    .reset = postgresql_reset,
    .alive = postgresql_alive,
    .committed = postgresql_committed,
    .reconnect = postgresql_reconnect,
    .flight_start = postgresql_flight_start,
    .flight_end = postgresql_flight_end,
    .flight_begins = postgresql_flight_begins,
    .submit = postgresql_submit,
    .push = postgresql_push,
    .collect = postgresql_collect,
    .unlock_ahead = postgresql_unlock_ahead,
};
