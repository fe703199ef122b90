/* Finishing the step that stopped half-way, as the user says. */
#include "migrate/interrupt.h"
#include "migrate/time.h"
#include "run.h"

#include <string.h>

/* The half-done step of that revision, or the only one. */
struct unfinished {
    const struct revision *revision; /* NULL: there is none */
    enum direction direction;
};

static struct error *
unfinished_find(struct unfinished *unfinished, const struct run *run, struct str id)
{
    const struct graph *graph = run->runner->graph;
    struct rows rows;
    *unfinished = (struct unfinished){0};
    struct error *error = log_unfinished(&rows, &run->version, run->runner->arena);
    if (error)
        return error;
    size_t found = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        if (id.length && !str_is(id, log_value(&rows, i, 0)))
            continue;
        if (found < rows.count)
            return error_hint(
                error_new(ERROR_USAGE, "several steps stopped half-way: %s, %s",
                          log_value(&rows, found, 0), log_value(&rows, i, 0)),
                "name the revision");
        found = i;
    }
    if (found == rows.count)
        return NULL;
    const struct str name = str_from(log_value(&rows, found, 0));
    const size_t revision = graph_find(graph, name);
    if (revision == GRAPH_NONE)
        return error_hint(error_new(ERROR_USAGE,
                                    "%.*s stopped half-way, but its script is not here",
                                    STR_ARG(name)),
                          "use the checkout that has it");
    unfinished->revision = graph->revisions[revision];
    unfinished->direction =
        strcmp(log_value(&rows, found, 1), "up") == 0 ? DIRECTION_UP : DIRECTION_DOWN;
    return NULL;
}

bool
step_is_rollback(const struct step *step)
{
    return !step->removes.count && !step->adds.count;
}

static struct error *
plan_rollback(struct plan *plan, struct run *run, const struct unfinished *unfinished,
              bool applied)
{
    if (applied)
        return error_hint(error_new(ERROR_USAGE,
                                    "it is the way down of %.*s that stopped half-way",
                                    STR_ARG(unfinished->revision->id)),
                          "--done or --retry finish it");
    plan->steps = arena_alloc(run->runner->arena, sizeof *plan->steps);
    plan->steps[0] = (struct step){.revision = unfinished->revision->index,
                                   .direction = DIRECTION_DOWN};
    plan->count = 1;
    return NULL;
}

static struct error *
resume_plan(struct run *run, const struct unfinished *unfinished)
{
    const struct place place = {run->runner->graph, run->runner->arena, run->rows};
    const bool applied = target_applied(&place)[unfinished->revision->index];
    /* Such a way back may have stopped half-way itself. */
    const bool back = unfinished->direction == DIRECTION_DOWN && !applied;
    /* It goes on where it stopped, as every step does. */
    if (back && run->resume == RESUME_ROLLBACK)
        run->resume = RESUME_BY_ITSELF;
    struct error *error = run->resume == RESUME_ROLLBACK || back
                              ? plan_rollback(&run->plan, run, unfinished, applied)
                              : plan_one(&run->plan, &place, unfinished->revision->index,
                                         unfinished->direction);
    if (error)
        return error;
    run->prepared = arena_array(run->runner->arena, 1, sizeof *run->prepared);
    error = step_prepare(&run->prepared[0], run, &run->plan.steps[0]);
    if (!error)
        error = run_fits_pooler(run);
    return error ? error : recovered_check(run);
}

/* Another run may have finished the step while we had no connection, or no lock. */
static struct error *
finished_by_another(struct run *run, struct error *error)
{
    const struct step *step = &run->plan.steps[0];
    bool happened = false;
    struct error *unknown =
        step_is_rollback(step) ? NULL : step_happened(&happened, run, step);
    error_free(unknown);
    error->kind = ERROR_FAILED;
    if (!happened)
        return error;
    error_free(error);
    return NULL;
}

static struct error *
resume_run(struct run *run, struct str id, const struct revision **revision)
{
    struct unfinished unfinished;
    struct error *error;
    if ((error = run_read_rows(run)) || (error = unfinished_find(&unfinished, run, id)))
        return error;
    *revision = unfinished.revision;
    if (!unfinished.revision)
        return NULL;
    const double start = time_monotonic();
    run_tell_database(run->runner);
    if ((error = resume_plan(run, &unfinished)))
        return error;
    run_tell(run, EVENT_PLAN, 0);
    if ((error = run_steps(run)) && error->kind == ERROR_MOVED)
        error = finished_by_another(run, error);
    if (error)
        return error;
    run_tell(run, EVENT_DONE, time_monotonic() - start);
    return NULL;
}

struct error *
runner_resume(struct runner *runner, struct str id, enum resume resume,
              const struct revision **revision)
{
    struct run run = {.runner = runner, .resume = resume};
    *revision = NULL;
    interrupt_catch();
    struct error *error = version_open(&run.version, runner);
    if (error || !run.version.log_exists)
        return error;
    if ((error = version_lock(&run.version)) || (error = resume_run(&run, id, revision)))
        return error;
    return engine_unlock(runner->engine);
}
