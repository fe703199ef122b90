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
#include "migrate/engine.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"

static const double GROUP_SECONDS = 0.2;

static bool
may_wait(const struct engine *engine, enum engine_feature feature)
{
    return engine_has(engine, feature) && !engine->options.each_durable;
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
    return engine_exec(engine, "SAVEPOINT migrate_step", NULL);
}

struct error *
engine_begin(struct engine *engine, bool more)
{
    struct error *error;
    engine->more = more;
    engine->lost = 0;
    if (engine->group || (more && may_wait(engine, ENGINE_GROUPS)))
        error = begin_group(engine);
    else if (more && may_wait(engine, ENGINE_ASYNC))
        error = engine_exec(engine, "BEGIN; SET LOCAL synchronous_commit = off", NULL);
    else
        error = engine_exec(engine, engine->dialect->begin, NULL);
    engine->in_transaction = !error;
    return error;
}

struct error *
engine_commit(struct engine *engine)
{
    struct error *error = interrupt_check();
    if (!error)
        error =
            engine_exec(engine, engine->group ? "RELEASE migrate_step" : "COMMIT", NULL);
    if (error)
        return error;
    engine->in_transaction = false;
    if (engine->group) {
        engine->pending++;
        const bool old = time_monotonic() - engine->group_start > GROUP_SECONDS;
        return old || !engine->more ? engine_flush(engine) : NULL;
    }
    const bool waits = !(engine->more && may_wait(engine, ENGINE_ASYNC));
    engine->pending = waits ? 0 : engine->pending + 1;
    return NULL;
}

struct error *
engine_flush(struct engine *engine)
{
    struct error *error = NULL;
    if (engine->group)
        error = engine_exec(engine, "COMMIT", NULL);
    else if (engine->pending)
        /* A transaction that writes nothing to the log would not wait for it. */
        error = engine_exec(
            engine, "SELECT pg_catalog.pg_logical_emit_message(true, 'migrate', '')",
            NULL);
    if (error)
        return error;
    engine->group = false;
    engine->pending = 0;
    return NULL;
}

struct error *
engine_rollback(struct engine *engine, struct error *error)
{
    const bool open = engine->driver->transaction(engine);
    const bool step = engine->in_transaction;
    engine->in_transaction = false;
    if (engine->group && !open) {
        engine->lost = engine->pending;
        engine->pending = 0;
        engine->group = false;
    } else if (engine->group) {
        struct error *failed =
            step ? engine_exec(engine, "ROLLBACK TO migrate_step", NULL) : NULL;
        if (!failed && step)
            failed = engine_exec(engine, "RELEASE migrate_step", NULL);
        if (!failed)
            failed = engine_flush(engine);
        if (failed) {
            engine->lost = engine->pending;
            engine->group = false;
            error_free(engine_exec(engine, "ROLLBACK", NULL));
        }
        error_free(failed);
    } else {
        if (step && open)
            error_free(engine_exec(engine, "ROLLBACK", NULL));
        error_free(engine_flush(engine));
    }
    return error;
}
