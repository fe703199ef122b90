/* The lock of a run: a session's advisory lock, which goes with the connection. */
#include "postgresql.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <stdlib.h>
#include <string.h>

/* Who holds the lock: the one session that waiting people want to know of. */
static const char *
lock_holder(struct engine *engine, struct arena *arena, long long key)
{
    struct rows rows = {0};
    const char *sql = sql_own(
        arena, &sql_postgresql,
        "SELECT a.pid, coalesce(a.usename, '?'), CASE WHEN a.application_name {<>} ''"
        " THEN a.application_name ELSE '?' END, coalesce({host}(a.client_addr),"
        " 'a local socket'), {to_char}(a.backend_start, 'YYYY-MM-DD "
        "HH24:MI:SS')," SQL_FIRST_WORDS " FROM pg_catalog.pg_locks l JOIN "
        "pg_catalog.pg_stat_activity a ON a.pid {=} l.pid"
        " WHERE l.locktype {=} 'advisory' AND l.granted AND l.objsubid {=} 1"
        " AND l.database {=} (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname {=} {current_database}())"
        " AND l.classid {=} %lld::{oid} AND l.objid {=} %lld::{oid}",
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

/* One try of the session's lock, which gets our timeouts along, and the questions, whose
 * transaction begins when it is held. A pooler tells its
 * clients a process of its own making: then the next transaction may be another
 * session's, and this lock would stay with a session that others get. So none is taken,
 * and `held` is true. */
static struct error *
session_try(struct postgresql *pg, struct arena *arena, const char *name,
            struct questions *more, bool *held)
{
    struct engine *engine = &pg->engine;
    struct rows *rows = arena_array(arena, more->count + 3, sizeof *rows);
    size_t done = 0;
    const int pid = pg->pq.PQbackendPID(pg->connection);
    const char *sql = sql_own(
        arena, &sql_postgresql,
        "SELECT CASE WHEN mine THEN {pg_try_advisory_lock}(key) END, pid, key,"
        " CASE WHEN mine THEN {set_config}('lock_timeout', '%.0f', false) END,"
        " CASE WHEN mine THEN {set_config}('statement_timeout', '%.0f', false)"
        " END FROM (SELECT {pg_backend_pid}() AS pid, {pg_backend_pid}() {=} %d AS mine,"
        " {hashtextextended}(%s, 0) AS key) AS session",
        engine->options.lock_timeout * 1000, engine->options.statement_timeout * 1000,
        pid, name);
    const char *reading = reading_sql(pg, arena);
    sql = arena_printf(arena, "BEGIN; %s; %s; COMMIT", reading, sql);
    if (more->count)
        sql = arena_printf(arena, "%s; %s; %s", sql, reading,
                           questions_text(engine, arena, more));
    struct error *error = postgresql_query_list(engine, arena, sql, rows, &done);
    enum { READING, LOCK, READING_AGAIN, FIRST };
    if (done <= LOCK)
        return error;
    for (more->done = 0; more->rows && more->done + FIRST < done; more->done++)
        more->rows[more->done] = rows[more->done + FIRST];
    const char *answer = rows_value(&rows[LOCK], 0, 0);
    pg->pid = (int)strtol(rows_value(&rows[LOCK], 0, 1), NULL, 10);
    pg->key = strtoll(rows_value(&rows[LOCK], 0, 2), NULL, 10);
    engine->pooled = !answer;
    if (engine->pooled)
        engine->features &= ~(unsigned)ENGINE_SESSION_LOCK;
    if (!pg->pq.pipeline)
        engine->features &= ~(unsigned)ENGINE_FLIGHT;
    *held = !answer || strcmp(answer, "t") == 0;
    pg->locks = *held;
    if (*held)
        return error;
    more->done = 0; /* what others work at */
    error_free(error);
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
 * lock waits for all snapshots. */
struct waiting {
    double start, pause;
    bool told;
};

static struct error *
lock_wait(struct postgresql *pg, struct arena *arena, struct waiting *waiting)
{
    const struct engine_options *options = &pg->engine.options;
    struct error *error = interrupt_check();
    if (error)
        return error;
    if (time_monotonic() - waiting->start >= options->run_lock_timeout)
        return error_hint(error_new(ERROR_LOCKED, "another run holds the lock: %s",
                                    lock_holder(&pg->engine, arena, pg->key)),
                          "wait for it to end, or raise database.run_lock_timeout");
    if (!waiting->told && options->waiting)
        options->waiting(options->context, lock_holder(&pg->engine, arena, pg->key));
    waiting->told = true;
    time_sleep(waiting->pause * (0.5 + (double)(arc4random() % 1000) / 1000));
    waiting->pause *= waiting->pause < 1 ? 1.5 : 1;
    return NULL;
}

static struct waiting
waiting_start(void)
{
    return (struct waiting){.start = time_monotonic(), .pause = 0.02};
}

/* COMMIT waits for a standby only where the server names one that it must wait for. */
static struct error *
standby_check(struct engine *engine, struct arena *arena)
{
    struct rows rows = {0};
    struct error *error = postgresql_query(
        engine, arena,
        sql_own(arena, &sql_postgresql,
                "SELECT {current_setting}('synchronous_standby_names') {=} ''"),
        &rows);
    if (error || strcmp(rows_value(&rows, 0, 0), "t") != 0)
        return error;
    return error_hint(
        error_new(ERROR_USAGE, "database.durability is \"remote\", but this server waits "
                               "for no standby"),
        "set synchronous_standby_names on the server, or durability: run");
}

struct error *
postgresql_lock(struct engine *engine, struct arena *keep, const char *name,
                struct questions *more)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct waiting waiting = waiting_start();
    struct questions none = {0};
    struct error *error = NULL;
    for (bool held = false; !error;) {
        error = session_try(pg, keep, name, waiting.told ? &none : more, &held);
        if (error || held)
            break;
        error = lock_wait(pg, keep, &waiting);
    }
    struct error *alone =
        engine->options.remote_durable && pg->locks ? standby_check(engine, keep) : NULL;
    if (alone)
        error_free(error);
    return alone ? alone : error;
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
    else
        error = transaction_try(pg, &arena, sql, &held);
    /* Behind a pooler each transaction waits for it. */
    for (struct waiting waiting = waiting_start(); engine->pooled && !error && !held;)
        if (!(error = lock_wait(pg, &arena, &waiting)))
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

/* Of the session's lock: the answer to a question. */
static struct error *
lock_ask(struct engine *engine, bool *answer, struct arena *arena, const char *sql)
{
    struct rows rows = {0};
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    *answer = !error && rows.count && strcmp(rows_value(&rows, 0, 0), "t") == 0;
    return error;
}

/* An expression: whether it was held. */
static const char *
unlock_sql(const struct postgresql *pg, struct arena *arena)
{
    return sql_own(arena, &sql_postgresql, "{pg_advisory_unlock}(%lld)", pg->key);
}

struct error *
postgresql_unlock_ahead(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct arena arena = {0};
    struct error *error = postgresql_submit(
        engine, str_from(arena_printf(&arena, "SELECT %s",
                                      engine_check_sql(&arena, unlock_sql(pg, &arena)))));
    arena_free(&arena);
    pg->unlocks = !error;
    return error;
}

struct error *
postgresql_unlock(struct engine *engine, bool *held)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct arena arena = {0};
    struct error *error = NULL;
    *held = true;
    if (pg->unlocks)
        error = postgresql_collect(engine, (struct str){0});
    else if (pg->locks && !engine->pooled)
        error = lock_ask(engine, held, &arena,
                         arena_printf(&arena, "SELECT %s", unlock_sql(pg, &arena)));
    if (error && engine_failed_check(error)) {
        *held = false;
        error_free(error);
        error = NULL;
    }
    pg->unlocks = pg->locks = false;
    arena_free(&arena);
    return error;
}

struct error *
postgresql_holds(struct engine *engine, bool *held)
{
    const struct postgresql *pg = (const struct postgresql *)engine;
    struct arena arena = {0};
    *held = true;
    if (!pg->locks || engine->pooled)
        return NULL;
    struct error *error =
        lock_ask(engine, held, &arena,
                 sql_own(&arena, &sql_postgresql,
                         "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE granted"
                         " AND locktype {=} 'advisory' AND objsubid {=} 1"
                         " AND pid {=} {pg_backend_pid}()"
                         " AND ((classid::bigint {<<} 32) {|} objid::bigint) {=} %lld)",
                         pg->key));
    arena_free(&arena);
    return error;
}
