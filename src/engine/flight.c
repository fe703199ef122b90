/* Steps in flight, for the databases that can have them. */
#include "driver.h"

#include <string.h>

bool
engine_can_fly(const struct engine *engine)
{
    return engine_has(engine, ENGINE_FLIGHT) && !engine->pooled &&
           !engine->options.no_pipeline;
}

struct error *
engine_flight_start(struct engine *engine)
{
    return engine->driver->flight_start(engine);
}

void
engine_flight_end(struct engine *engine, bool failed)
{
    engine->driver->flight_end(engine);
    engine->in_transaction = failed;
}

const char *const *
engine_flight_begins(struct engine *engine, struct arena *arena,
                     const struct engine_facts *facts, bool more, const char **clean)
{
    const bool durable = !more || !may_wait(engine, ENGINE_ASYNC);
    return engine->driver->flight_begins(engine, arena, facts, durable, clean);
}

struct error *
engine_submit(struct engine *engine, struct str sql)
{
    if (engine->options.echo)
        engine->options.echo(engine->options.context, sql);
    return engine->driver->submit(engine, sql);
}

struct error *
engine_push(struct engine *engine)
{
    return engine->driver->push(engine);
}

struct error *
engine_unlock_ahead(struct engine *engine)
{
    return engine->driver->unlock_ahead(engine);
}

struct error *
engine_collect(struct engine *engine)
{
    return without_place(engine->driver->collect(engine, (struct str){0}));
}

struct error *
engine_collect_statement(struct engine *engine, const struct sql_statement *statement)
{
    struct error *error = engine->driver->collect(engine, statement->sql);
    if (error && !error->at)
        error->at = statement->body.data;
    return error;
}

void
engine_flight_committed(struct engine *engine, bool more)
{
    engine->pending = more && may_wait(engine, ENGINE_ASYNC) ? engine->pending + 1 : 0;
}

/* There is no statement that just fails; so it is a division by zero. */
const char *
engine_check_sql(struct arena *arena, const char *condition)
{
    return sql_own(arena, &sql_postgresql, "1 {/} (%s)::{int4}", condition);
}

bool
engine_failed_check(const struct error *error)
{
    static const char division_by_zero[] = "22012";
    return strcmp(error->sqlstate, division_by_zero) == 0;
}
