/* Who stands in the way of a statement that waits for a lock. Our own connection waits,
 * so a second one asks; it is opened when a statement takes long, and kept. It must never
 * hold the run up: whatever it does has a deadline, and after the first fault it is let
 * go. */
#include "postgresql.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <poll.h>

static const double CONNECT_SECONDS = 2, ANSWER_SECONDS = 0.5;

static void
ignore_notice(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

/* Waits for the monitor's socket; false when the time is over or a signal came. */
static bool
socket_wait(const struct postgresql *pg, bool to_write, double deadline)
{
    const double left = deadline - time_monotonic();
    if (left <= 0 || interrupt_signal())
        return false;
    struct pollfd fds[] = {{.fd = pg->pq.PQsocket(pg->monitor),
                            .events = (short)(to_write ? POLLOUT : POLLIN)},
                           {.fd = interrupt_fd(), .events = POLLIN}};
    return poll(fds, 2, (int)(left * 1000) + 1) > 0 && fds[0].revents;
}

void
blocker_close(struct postgresql *pg)
{
    if (pg->monitor)
        pg->pq.PQfinish(pg->monitor);
    pg->monitor = NULL;
}

/* To the very server that our own connection is to, and not to another of the URL's. */
static bool
monitor_connect(struct postgresql *pg)
{
    const double deadline = time_monotonic() + CONNECT_SECONDS;
    const struct libpq *pq = &pg->pq;
    PQconninfoOption *options = pq->PQconninfo(pg->connection);
    const char *keywords[128], *values[128];
    size_t count = 0;
    for (const PQconninfoOption *option = options; option && option->keyword; option++) {
        if (!option->val || !*option->val ||
            count + 2 > sizeof keywords / sizeof *keywords)
            continue;
        const struct str keyword = str_from(option->keyword);
        keywords[count] = option->keyword;
        values[count++] = str_is(keyword, "host")       ? pq->PQhost(pg->connection)
                          : str_is(keyword, "hostaddr") ? pq->PQhostaddr(pg->connection)
                          : str_is(keyword, "port")     ? pq->PQport(pg->connection)
                                                        : option->val;
    }
    keywords[count] = values[count] = NULL;
    pg->monitor = pq->PQconnectStartParams(keywords, values, 0);
    if (options)
        pq->PQconninfoFree(options);
    if (!pg->monitor || pq->PQstatus(pg->monitor) == CONNECTION_BAD)
        return false;
    pq->PQsetNoticeReceiver(pg->monitor, ignore_notice, NULL);
    for (PostgresPollingStatusType state = PGRES_POLLING_WRITING;
         state != PGRES_POLLING_OK; state = pq->PQconnectPoll(pg->monitor))
        if (state == PGRES_POLLING_FAILED ||
            !socket_wait(pg, state == PGRES_POLLING_WRITING, deadline))
            return false;
    return true;
}

/* The answer to a query, or NULL. */
static PGresult *
monitor_ask(struct postgresql *pg, const char *sql)
{
    const double deadline = time_monotonic() + ANSWER_SECONDS;
    const struct libpq *pq = &pg->pq;
    if (!pq->PQsendQuery(pg->monitor, sql))
        return NULL;
    while (pq->PQisBusy(pg->monitor))
        if (!socket_wait(pg, false, deadline) || !pq->PQconsumeInput(pg->monitor))
            return NULL;
    PGresult *answer = pq->PQgetResult(pg->monitor);
    /* What ends the answer has come with it, or the connection is of no use. */
    while (pq->PQisBusy(pg->monitor))
        if (!socket_wait(pg, false, deadline) || !pq->PQconsumeInput(pg->monitor)) {
            pq->PQclear(answer);
            return NULL;
        }
    pq->PQclear(pq->PQgetResult(pg->monitor));
    return answer;
}

/* A sentence of one row. */
static void
blocker_add(struct buf *out, const struct postgresql *pg, const PGresult *result, int row)
{
    const char *values[9];
    for (int i = 0; i < 9; i++)
        values[i] = pg->pq.PQgetvalue(result, row, i);
    buf_printf(out, "%s%s of %s is wanted; pid %s (%s, %s) has %s, is %s for %s s%s%s",
               out->length ? "\n" : "", values[0], values[1], values[2], values[3],
               values[4], values[5], values[6], values[7], *values[8] ? ": " : "",
               values[8]);
}

bool
blocker_look(struct postgresql *pg)
{
    pg->blocker.length = 0;
    if (pg->monitor_failed || (!pg->monitor && !monitor_connect(pg))) {
        pg->monitor_failed = true;
        blocker_close(pg);
        return false;
    }
    struct arena arena = {0};
    /* Of a foreign statement only its first words: what follows may be a secret. */
    const char *sql =
        sql_own(&arena, &sql_postgresql,
                "SELECT DISTINCT ON (a.pid) l.mode,"
                " coalesce(l.relation::{regclass}::{text}, l.locktype), a.pid,"
                " coalesce(a.usename, '?'), CASE WHEN a.application_name {<>} ''"
                " THEN a.application_name ELSE '?' END,"
                " coalesce((SELECT {string_agg}(DISTINCT h.mode, ', ')"
                " FROM pg_catalog.pg_locks h WHERE h.pid {=} a.pid AND h.granted"
                " AND (h.relation {=} l.relation OR (h.relation IS NULL AND l.relation "
                "IS NULL))),"
                " 'it'), coalesce(a.state, '?'), {round}(extract(epoch FROM "
                "{clock_timestamp}() {-}"
                " coalesce(a.state_change, a.backend_start))::numeric)," SQL_FIRST_WORDS
                " FROM pg_catalog.pg_locks l,"
                " LATERAL {unnest}({pg_blocking_pids}(l.pid)) b (pid)"
                " JOIN pg_catalog.pg_stat_activity a ON a.pid {=} b.pid"
                " WHERE l.pid {=} %d AND NOT l.granted LIMIT 3",
                pg->pid);
    PGresult *result = monitor_ask(pg, sql);
    arena_free(&arena);
    if (!result) {
        pg->monitor_failed = true;
        blocker_close(pg);
        return false;
    }
    arena_free(&pg->blocker_arena);
    pg->blocker = (struct buf){.arena = &pg->blocker_arena};
    if (pg->pq.PQresultStatus(result) == PGRES_TUPLES_OK)
        for (int row = 0; row < pg->pq.PQntuples(result); row++)
            blocker_add(&pg->blocker, pg, result, row);
    pg->pq.PQclear(result);
    return pg->blocker.length > 0;
}
