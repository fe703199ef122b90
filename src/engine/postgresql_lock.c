/* The lock of a run: a session's advisory lock, which goes with the connection. */
#include "postgresql.h"

#include "migrate/digest.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <stdlib.h>
#include <string.h>

/* Who holds the lock: the one session that waiting people want to know of. */
static const char *
lock_holder(struct engine *engine, struct arena *arena, long long key)
{
    struct rows rows = {0};
    const char *sql = arena_printf(
        arena,
        "SELECT a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''),"
        " '?'), coalesce(host(a.client_addr), 'a local socket'),"
        " to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')," SQL_FIRST_WORDS
        " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
        " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname = current_database())"
        " AND l.classid = %lld AND l.objid = %lld",
        (long long)((unsigned long long)key >> 32), key & 0xFFFFFFFFLL);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    if (error || !rows.count) {
        error_free(error);
        return "another session";
    }
    return arena_printf(arena, "pid %s, user %s, %s, from %s, since %s: %s",
                        rows_value(&rows, 0, 0), rows_value(&rows, 0, 1),
                        rows_value(&rows, 0, 2), rows_value(&rows, 0, 3),
                        rows_value(&rows, 0, 4), rows_value(&rows, 0, 5));
}

/* One try of the session's lock, which gets our timeouts along. A pooler tells its
 * clients a process of its own making: then the next transaction may be another
 * session's, and this lock would stay with a session that others get. So none is taken,
 * and `held` is true. */
static struct error *
session_try(struct postgresql *pg, struct arena *arena, bool *held)
{
    struct engine *engine = &pg->engine;
    struct rows rows = {0};
    const int pid = pg->pq.PQbackendPID(pg->connection);
    const char *sql = arena_printf(
        arena,
        "SELECT CASE WHEN mine THEN pg_catalog.pg_try_advisory_lock(%lld) END, pid,"
        " CASE WHEN mine THEN pg_catalog.set_config('lock_timeout', '%.0f', false) END,"
        " CASE WHEN mine THEN pg_catalog.set_config('statement_timeout', '%.0f', false)"
        " END FROM (SELECT pg_catalog.pg_backend_pid() AS pid,"
        " pg_catalog.pg_backend_pid() = %d AS mine) AS session",
        pg->key, engine->options.lock_timeout * 1000,
        engine->options.statement_timeout * 1000, pid);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    if (error || !rows.count)
        return error;
    const char *answer = rows_value(&rows, 0, 0);
    pg->pid = (int)strtol(rows_value(&rows, 0, 1), NULL, 10);
    engine->pooled = !answer;
    if (engine->pooled)
        engine->features &= ~(unsigned)ENGINE_SESSION_LOCK;
    if (!pg->pq.pipeline)
        engine->features &= ~(unsigned)ENGINE_FLIGHT;
    *held = !answer || strcmp(answer, "t") == 0;
    return NULL;
}

/* Begins a transaction that holds the lock itself, or not at all. It is free to whoever
 * holds the session's. */
static struct error *
transaction_try(struct postgresql *pg, struct arena *arena, const char *begin, bool *held)
{
    struct engine *engine = &pg->engine;
    struct rows rows = {0};
    size_t changed;
    const char *session = postgresql_session(arena, &engine->options, SESSION_KEEP);
    const char *sql = arena_printf(
        arena,
        "%s%s%s; SELECT pg_catalog.pg_try_advisory_xact_lock(%lld),"
        " pg_catalog.pg_backend_pid(), pg_catalog.txid_current()",
        begin, engine->pooled ? "; " : "", engine->pooled ? session : "", pg->key);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    if (error || !rows.count)
        return error;
    *held = strcmp(rows_value(&rows, 0, 0), "t") == 0;
    pg->pid = (int)strtol(rows_value(&rows, 0, 1), NULL, 10);
    strncpy(pg->transaction, rows_value(&rows, 0, 2), sizeof pg->transaction - 1);
    return *held ? NULL : postgresql_exec(engine, STR("ROLLBACK"), &changed);
}

/* Tries, sleeps, tries again. Never the blocking pg_advisory_lock(): that would hold a
 * snapshot while it waits, and the CREATE INDEX CONCURRENTLY of the run that holds the
 * lock waits for all snapshots. `begin`: takes the lock with a transaction, not with the
 * session. */
static struct error *
lock_poll(struct postgresql *pg, struct arena *arena, const char *begin)
{
    struct engine *engine = &pg->engine;
    const double start = time_monotonic();
    double pause = 0.02;
    for (bool told = false;; told = true) {
        bool held = false;
        struct error *error = begin ? transaction_try(pg, arena, begin, &held)
                                    : session_try(pg, arena, &held);
        if (error || held)
            return error;
        if ((error = interrupt_check()))
            return error;
        if (time_monotonic() - start >= engine->options.run_lock_timeout)
            return error_hint(error_new(ERROR_LOCKED, "another run holds the lock: %s",
                                        lock_holder(engine, arena, pg->key)),
                              "wait for it to end, or raise database.run_lock_timeout");
        if (!told && engine->options.waiting)
            engine->options.waiting(engine->options.context,
                                    lock_holder(engine, arena, pg->key));
        time_sleep(pause * (0.5 + (double)(arc4random() % 1000) / 1000));
        pause = pause < 1 ? pause * 1.5 : pause;
    }
}

struct error *
postgresql_lock(struct engine *engine, struct str name)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct arena arena = {0};
    pg->key = digest_number(name);
    struct error *error = lock_poll(pg, &arena, NULL);
    pg->locks = !error;
    arena_free(&arena);
    return error;
}

struct error *
postgresql_begin(struct engine *engine, const char *sql)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct arena arena = {0};
    struct error *error = NULL;
    bool held = true;
    size_t changed;
    if (!pg->locks)
        error = postgresql_exec(engine, str_from(sql), &changed);
    else if (engine->pooled)
        error = lock_poll(pg, &arena, sql);
    else
        error = transaction_try(pg, &arena, sql, &held);
    arena_free(&arena);
    if (error || held)
        return error;
    engine->lock_lost = true;
    return error_new(ERROR_MOVED, "another run took the lock of this one");
}

/* The server itself knows of each recent transaction what became of it. One that another
 * server, after a failover, has not heard of did not happen there. */
struct error *
postgresql_committed(struct engine *engine, enum outcome *outcome, double seconds)
{
    struct postgresql *pg = (struct postgresql *)engine;
    const double start = time_monotonic();
    *outcome = OUTCOME_UNKNOWN;
    if (!*pg->transaction)
        return NULL;
    for (;;) {
        struct arena arena = {0};
        struct rows rows = {0};
        char answer[16] = "";
        struct error *error = postgresql_query(
            engine, &arena,
            arena_printf(&arena, "SELECT pg_catalog.txid_status(%s)", pg->transaction),
            &rows);
        if (!error && rows.count && rows_value(&rows, 0, 0))
            strncpy(answer, rows_value(&rows, 0, 0), sizeof answer - 1);
        arena_free(&arena);
        if (error && strcmp(error->sqlstate, "22023") == 0) {
            error_free(error); /* "in the future" */
            *outcome = OUTCOME_NOTHING;
            return NULL;
        }
        if (error)
            return error;
        if (strcmp(answer, "in progress") != 0) {
            *outcome = strcmp(answer, "committed") == 0 ? OUTCOME_DONE
                       : strcmp(answer, "aborted") == 0 ? OUTCOME_NOTHING
                                                        : OUTCOME_UNKNOWN;
            return NULL;
        }
        if ((error = interrupt_check()) || time_monotonic() - start >= seconds)
            return error;
        time_sleep(0.1);
    }
}

/* Of the session's lock: HOW and its key make a question. */
static struct error *
lock_ask(struct engine *engine, bool *answer, const char *how, const char *end)
{
    const struct postgresql *pg = (const struct postgresql *)engine;
    struct arena arena = {0};
    struct rows rows = {0};
    *answer = true;
    if (!pg->locks || engine->pooled)
        return NULL;
    struct error *error = postgresql_query(
        engine, &arena, arena_printf(&arena, "SELECT %s%lld%s", how, pg->key, end),
        &rows);
    *answer = !error && rows.count && strcmp(rows_value(&rows, 0, 0), "t") == 0;
    arena_free(&arena);
    return error;
}

struct error *
postgresql_unlock(struct engine *engine, bool *held)
{
    struct error *error = lock_ask(engine, held, "pg_catalog.pg_advisory_unlock(", ")");
    ((struct postgresql *)engine)->locks = false;
    return error;
}

struct error *
postgresql_holds(struct engine *engine, bool *held)
{
    return lock_ask(engine, held,
                    "EXISTS (SELECT FROM pg_catalog.pg_locks WHERE granted"
                    " AND locktype = 'advisory' AND objsubid = 1"
                    " AND pid = pg_catalog.pg_backend_pid()"
                    " AND (classid::bigint << 32) | objid::bigint = ",
                    ")");
}
