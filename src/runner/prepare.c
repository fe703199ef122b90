/* The plan of a run, and its scripts, which are read and checked before any of them runs.
 */
#include "run.h"

#include <string.h>

static struct place
run_place(const struct run *run)
{
    return (struct place){run->runner->graph, run->runner->arena, run->rows};
}

static struct error *
goal_plan(struct run *run)
{
    struct goal *goal = &run->goal;
    const struct place place = run_place(run);
    struct error *error = NULL;
    if (goal->direction == DIRECTION_UP) {
        if (!goal->fixed)
            error = target_upgrade(&goal->targets, &place, goal->target);
        return error ? error : plan_upgrade(&run->plan, &place, goal->targets);
    }
    if (!goal->fixed)
        error = target_downgrade(&goal->downgrade, &place, goal->target);
    return error ? error : plan_downgrade(&run->plan, &place, goal->downgrade);
}

struct error *
run_fits(const struct run *run)
{
    const bool up = run->goal.direction == DIRECTION_UP;
    for (size_t i = 0; up && i < run->plan.count; i++) {
        const struct indices adds = run->plan.steps[i].adds;
        for (size_t k = 0; k < adds.count; k++) {
            struct error *error =
                version_fits(&run->version, run->runner->graph->revisions[adds.items[k]]);
            if (error)
                return error;
        }
    }
    return NULL;
}

/* Of the statements of which only the database knows. */
static struct error *
run_foresee(const struct run *run)
{
    struct engine *engine = run->runner->engine;
    for (size_t i = 0; i < run->plan.count; i++) {
        const struct prepared *prepared = &run->prepared[i];
        if (!prepared->facts.questions || engine_has(engine, ENGINE_PRINTS))
            continue;
        struct error *error = engine_foresee(engine, prepared->section.text);
        if (error)
            return section_locate(&prepared->section, prepared->revision, error);
    }
    return NULL;
}

/* The plan is made twice, without the lock and with it: a script is read once. */
static struct error *
step_prepared(struct run *run, size_t i)
{
    struct arena *arena = run->runner->arena;
    const struct step *step = &run->plan.steps[i];
    if (!run->seen)
        run->seen = arena_array(arena, run->runner->graph->count, sizeof *run->seen);
    const struct prepared **seen = &run->seen[step->revision];
    struct prepared *prepared = &run->prepared[i];
    if (*seen) {
        *prepared = **seen;
        return NULL;
    }
    struct error *error = step_prepare(prepared, run, step);
    if (!error)
        *seen = prepared;
    return error;
}

struct error *
run_plan(struct run *run)
{
    struct error *error = goal_plan(run);
    if (error)
        return error;
    run->next = 0;
    run->prepared =
        arena_array(run->runner->arena, run->plan.count + 1, sizeof *run->prepared);
    size_t more = 0;
    for (size_t i = 0; i < run->plan.count; i++) {
        struct error *another = step_prepared(run, i);
        if (!another)
            continue;
        more += error != NULL;
        if (error)
            error_free(another);
        else
            error = another;
    }
    if (more)
        error =
            error_detail(error, "… and %zu more script%s: \"migrate check\" lists them",
                         more, more == 1 ? "" : "s");
    return error ? error : run_foresee(run);
}

struct error *
run_fits_pooler(const struct run *run)
{
    for (size_t i = 0; run->runner->engine->pooled && i < run->plan.count; i++) {
        const struct prepared *prepared = &run->prepared[i];
        if (!prepared->section.transactional)
            return error_locate(
                error_hint(error_at(prepared->section.at, ERROR_USAGE,
                                    "this step runs outside a transaction, but a pooler "
                                    "(PgBouncer or the like) stands before the server: "
                                    "each statement may get another session"),
                           "set database.direct_url to a URL of the server itself"),
                prepared->revision->path, prepared->revision->text);
    }
    return NULL;
}

struct str
run_logged(const struct run *run, const struct revision *revision)
{
    struct sections sections;
    struct error *error = revision_sections(
        &sections, revision, run->runner->engine->dialect, &run->runner->expansion);
    error_free(error); /* it is not to be run: then the file as it is */
    return error ? revision->text : sections.logged;
}
