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

static struct error *
lock_try(struct engine *engine, struct arena *arena, long long key, bool *held)
{
    struct rows rows = {0};
    const char *sql =
        arena_printf(arena, "SELECT pg_catalog.pg_try_advisory_lock(%lld)", key);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    *held = !error && rows.count && strcmp(rows_value(&rows, 0, 0), "t") == 0;
    return error;
}

/* Tries, sleeps, tries again. Never the blocking pg_advisory_lock(): that would hold a
 * snapshot while it waits, and the CREATE INDEX CONCURRENTLY of the run that holds the
 * lock waits for all snapshots. */
static struct error *
lock_poll(struct engine *engine, struct arena *arena, long long key)
{
    const double start = time_monotonic();
    double pause = 0.02;
    for (bool told = false;; told = true) {
        bool held;
        struct error *error = lock_try(engine, arena, key, &held);
        if (error || held)
            return error;
        if ((error = interrupt_check()))
            return error;
        if (time_monotonic() - start >= engine->options.run_lock_timeout)
            return error_hint(error_new(ERROR_LOCKED, "another run holds the lock: %s",
                                        lock_holder(engine, arena, key)),
                              "wait for it to end, or raise database.run_lock_timeout");
        if (!told && engine->options.waiting)
            engine->options.waiting(engine->options.context,
                                    lock_holder(engine, arena, key));
        time_sleep(pause * (0.5 + (double)(arc4random() % 1000) / 1000));
        pause = pause < 1 ? pause * 1.5 : pause;
    }
}

struct error *
postgresql_lock(struct engine *engine, struct str name)
{
    struct arena arena = {0};
    struct error *error = session_send(engine, SESSION_KEEP);
    if (!error)
        error = lock_poll(engine, &arena, digest_number(name));
    arena_free(&arena);
    return error;
}
