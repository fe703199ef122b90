/* Begin, commit, and when it is on disk.
 *
 * Waiting for the disk after each of many small steps is most of their time. So steps
 * that another one follows are brought to the disk together, in order:
 *
 *  - ENGINE_GROUPS (SQLite): they share a transaction, each within a savepoint, for no
 *    longer than GROUP_SECONDS. A step that fails is rolled back to its savepoint and the
 *    others are committed.
 *  - ENGINE_ASYNC (PostgreSQL): each is its own transaction, whose COMMIT does not wait
 * for the disk. The write-ahead log keeps their order, and the next COMMIT that waits
 *    brings all before it to the disk.
 */
#include "driver.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <stdio.h>

static const double GROUP_SECONDS = 0.2;

bool
may_wait(const struct engine *engine, enum engine_feature feature)
{
    return engine_has(engine, feature) && !engine->options.each_durable;
}

/* VERB and the savepoint, whose name no script can guess. */
static struct error *
savepoint(struct engine *engine, const char *verb)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s migrate_%08x", verb, engine->savepoint);
    return engine_exec(engine, sql, NULL);
}

static struct error *
begin_group(struct engine *engine)
{
    struct error *error = NULL;
    if (!engine->group) {
        if ((error = engine_exec(engine, engine->dialect->begin, NULL)))
            return error;
        engine->group = true;
        engine->group_start = time_monotonic();
    }
    return savepoint(engine, "SAVEPOINT");
}

static struct error *
begin(struct engine *engine, struct str modes, const char *more)
{
    struct arena arena = {0};
    const char *sql = arena_printf(&arena, "%s%s%.*s%s", engine->dialect->begin,
                                   modes.length ? " " : "", STR_ARG(modes), more);
    if (engine->driver->begin && engine->options.echo)
        engine->options.echo(engine->options.context, str_from(sql));
    struct error *error = engine->driver->begin ? engine->driver->begin(engine, sql)
                                                : engine_exec(engine, sql, NULL);
    arena_free(&arena);
    return error;
}

struct error *
engine_begin_modes(struct engine *engine, struct str modes, bool more)
{
    struct error *error;
    engine->more = more;
    engine->lost = 0;
    if (engine->group || (more && may_wait(engine, ENGINE_GROUPS)))
        error = begin_group(engine);
    else if (more && may_wait(engine, ENGINE_ASYNC))
        error = begin(engine, modes, "; SET LOCAL synchronous_commit = off");
    else
        error = begin(engine, modes, "");
    engine->in_transaction = !error;
    return error;
}

struct error *
engine_begin(struct engine *engine, bool more)
{
    return engine_begin_modes(engine, (struct str){0}, more);
}

/* The group cannot be committed: none of its steps happened. */
static void
group_abandon(struct engine *engine)
{
    engine->lost = engine->pending;
    engine->pending = 0;
    engine->group = false;
    if (engine->driver->transaction(engine))
        error_free(engine_exec(engine, "ROLLBACK", NULL));
}

/* Whatever a script, the role or the database say. */
static const char *
durable_sql(const struct engine *engine, bool durable)
{
    return durable && engine->driver->durable_sql ? engine->driver->durable_sql(engine)
                                                  : NULL;
}

const char *
engine_flight_durable(const struct engine *engine, bool more)
{
    return durable_sql(engine, !more || !may_wait(engine, ENGINE_ASYNC));
}

static struct error *
commit(struct engine *engine)
{
    if (!engine->driver->commit)
        return engine_exec(engine, "COMMIT", NULL);
    if (engine->options.echo)
        engine->options.echo(engine->options.context, STR("COMMIT"));
    return without_place(
        engine->driver->commit(engine, engine_flight_durable(engine, engine->more)));
}

struct error *
engine_commit(struct engine *engine)
{
    struct error *error = interrupt_check();
    if (!error)
        error = engine->group ? savepoint(engine, "RELEASE") : commit(engine);
    if (error)
        return error;
    engine->in_transaction = false;
    engine->pending++;
    if (engine->group) {
        const bool old = time_monotonic() - engine->group_start > GROUP_SECONDS;
        return old || !engine->more ? engine_flush(engine) : NULL;
    }
    if (!engine->more || !may_wait(engine, ENGINE_ASYNC))
        engine->pending = 0;
    return NULL;
}

/* A transaction that writes nothing to the log would not wait for it. */
static struct error *
flush_message(struct engine *engine)
{
    struct arena arena = {0};
    const char *sql = arena_printf(
        &arena, "%s; SELECT pg_catalog.pg_logical_emit_message(true, 'migrate', '')",
        durable_sql(engine, true));
    struct error *error = engine_exec(engine, sql, NULL);
    arena_free(&arena);
    return error;
}

struct error *
engine_flush(struct engine *engine)
{
    struct error *error = NULL;
    const bool calm = engine->calm;
    /* What was done is to stay, whatever signal came meanwhile. */
    engine->calm = true;
    if (engine->group)
        error = engine_exec(engine, "COMMIT", NULL);
    else if (engine->pending)
        error = flush_message(engine);
    if (error && engine->group)
        group_abandon(engine);
    engine->calm = calm;
    if (error)
        return error;
    engine->group = false;
    engine->pending = 0;
    return NULL;
}

/* Back to the savepoint; the steps before it are committed. */
static struct error *
rollback_in_group(struct engine *engine, bool step)
{
    struct error *error = step ? savepoint(engine, "ROLLBACK TO") : NULL;
    if (!error && step)
        error = savepoint(engine, "RELEASE");
    if (error) {
        group_abandon(engine);
        return error;
    }
    return engine_flush(engine);
}

struct error *
engine_rollback(struct engine *engine, struct error *error)
{
    const bool step = engine->in_transaction;
    const bool open = engine->driver->transaction(engine);
    const bool calm = engine->calm;
    engine->in_transaction = false;
    engine->calm = true;
    if (engine->group && !open) {
        group_abandon(engine); /* the database did it already */
    } else if (engine->group) {
        error_free(rollback_in_group(engine, step));
    } else {
        if (step && open)
            error_free(engine_exec(engine, "ROLLBACK", NULL));
        error_free(engine_flush(engine));
    }
    engine->calm = calm;
    return error;
}
