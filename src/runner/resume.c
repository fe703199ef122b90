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
        if (id.length && !str_is(id, rows_value(&rows, i, 0)))
            continue;
        if (found < rows.count)
            return error_hint(
                error_new(ERROR_USAGE, "several steps stopped half-way: %s, %s",
                          rows_value(&rows, found, 0), rows_value(&rows, i, 0)),
                "name the revision");
        found = i;
    }
    if (found == rows.count)
        return NULL;
    const struct str name = str_from(rows_value(&rows, found, 0));
    const size_t revision = graph_find(graph, name);
    if (revision == GRAPH_NONE)
        return error_hint(error_new(ERROR_USAGE,
                                    "%.*s stopped half-way, but its script is not here",
                                    STR_ARG(name)),
                          "use the checkout that has it");
    unfinished->revision = graph->revisions[revision];
    unfinished->direction =
        strcmp(rows_value(&rows, found, 1), "up") == 0 ? DIRECTION_UP : DIRECTION_DOWN;
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
    struct error *error = run->resume == RESUME_ROLLBACK || back
                              ? plan_rollback(&run->plan, run, unfinished, applied)
                              : plan_one(&run->plan, &place, unfinished->revision->index,
                                         unfinished->direction);
    if (error)
        return error;
    run->prepared = arena_array(run->runner->arena, 1, sizeof *run->prepared);
    error = step_prepare(&run->prepared[0], run, &run->plan.steps[0]);
    return error ? error : run_fits_pooler(run);
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

/* A step that an earlier run did half of cannot begin anew in a transaction, nor can it
 * go up while the way back is half done. */
static struct error *
planned_check(const struct run *run, size_t step, const char *direction,
              const char *state, const char *done)
{
    const struct prepared *prepared = &run->prepared[step];
    const bool same =
        strcmp(direction, direction_name(run->plan.steps[step].direction)) == 0;
    const bool nothing = strcmp(done, "0") == 0 && strcmp(state, "running") != 0;
    if (same && (!prepared->section.transactional || nothing))
        return NULL;
    struct error *error =
        same ? error_hint(
                   error_at(prepared->section.at, ERROR_HALFWAY,
                            "an earlier run did %s statements of this, which was "
                            "\"transaction: false\" then",
                            done),
                   "put that back, or finish the step by hand and \"migrate stamp\" "
                   "its revision")
             : error_hint(error_at(prepared->section.at, ERROR_HALFWAY,
                                   "the way %s of %.*s stopped half-way", direction,
                                   STR_ARG(prepared->revision->id)),
                          "\"migrate resume %.*s\" finishes it",
                          STR_ARG(prepared->revision->id));
    return error_locate(error, prepared->revision->path, prepared->revision->text);
}

struct error *
unfinished_check(const struct run *run)
{
    struct rows rows;
    if (engine_has(run->runner->engine, ENGINE_PRINTS))
        return NULL;
    struct error *error =
        run->asked ? NULL : log_unfinished(&rows, &run->version, run->version.arena);
    if (run->asked)
        rows = run->unfinished;
    for (size_t i = 0; !error && i < rows.count; i++)
        for (size_t k = 0; !error && k < run->plan.count; k++)
            if (str_is(run->prepared[k].revision->id, rows_value(&rows, i, 0)))
                error = planned_check(run, k, rows_value(&rows, i, 1),
                                      rows_value(&rows, i, 2), rows_value(&rows, i, 3));
    return error;
}
