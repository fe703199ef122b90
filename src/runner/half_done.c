/* Steps outside a transaction that stopped in their middle. Such a step stands in the way
 * of everything but its own end: what other steps build on may be half there. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

/* The columns of log_unfinished_sql(). */
enum { REVISION, DIRECTION, STATE, DONE, TOTAL };

size_t
log_number(const char *value)
{
    return value ? strtoul(value, NULL, 10) : 0;
}

const char *
log_value(const struct rows *rows, size_t row, size_t column)
{
    const char *value = rows_value(rows, row, column);
    return value ? value : "";
}

const char *
log_shown(struct arena *arena, const struct rows *rows, size_t row, size_t column)
{
    struct buf out = {.arena = arena};
    buf_shown(&out, str_from(log_value(rows, row, column)));
    return buf_text(&out);
}

/* One that failed at its first statement has done nothing. */
static bool
is_half_done(const struct rows *rows, size_t i)
{
    return log_number(rows_value(rows, i, DONE)) > 0 ||
           strcmp(log_value(rows, i, STATE), "running") == 0;
}

static void
half_done_take(struct half_done *step, const struct rows *rows, size_t i,
               const struct graph *graph)
{
    const char *direction = log_value(rows, i, DIRECTION);
    const struct str id = str_from(log_value(rows, i, REVISION));
    const size_t revision = graph_find(graph, id);
    *step = (struct half_done){
        .id = id,
        .revision = revision == GRAPH_NONE ? NULL : graph->revisions[revision],
        .direction = strcmp(direction, "down") == 0 ? DIRECTION_DOWN : DIRECTION_UP,
        .done = log_number(rows_value(rows, i, DONE)),
        .total = log_number(rows_value(rows, i, TOTAL)),
        .in_doubt = strcmp(log_value(rows, i, STATE), "running") == 0};
}

const char *
half_done_text(struct arena *arena, const struct half_done *step)
{
    struct buf id = {.arena = arena};
    buf_shown(&id, step->id);
    return arena_printf(
        arena, "the way %s of %s stopped half-way: %zu of %zu statements are done%s",
        direction_name(step->direction), buf_text(&id), step->done, step->total,
        step->in_doubt ? ", and what became of the next one is not known" : "");
}

struct error *
half_done_error(struct arena *arena, const struct half_done *step, enum error_kind kind)
{
    struct error *error = error_new(kind, "%s", half_done_text(arena, step));
    if (step->direction == DIRECTION_UP)
        error = error_hint(error,
                           "nothing else runs before it is finished: mend the script "
                           "where it stopped and \"migrate resume %.*s\", or take it "
                           "back with \"migrate resume %.*s --rollback-by-down\"",
                           STR_ARG(step->id), STR_ARG(step->id));
    else
        error = error_hint(error,
                           "nothing else runs before it is finished: mend the script "
                           "where it stopped and \"migrate resume %.*s\"",
                           STR_ARG(step->id));
    return step->revision ? revision_error(step->revision, error) : error;
}

/* The first step of the plan may be the one that an earlier run did half of; if it was
 * not made transactional since. */
static struct error *
first_step_check(const struct run *run, const struct half_done *step)
{
    const struct prepared *prepared = &run->prepared[0];
    if (!prepared->section.transactional)
        return NULL;
    return error_locate(
        error_hint(error_at(prepared->section.at, ERROR_HALFWAY,
                            "an earlier run did %zu statements of this, which was "
                            "\"transaction: false\" then",
                            step->done),
                   "put that back, or finish the step by hand and \"migrate stamp\" "
                   "its revision"),
        prepared->revision->path, prepared->revision->text);
}

static bool
is_first_step(const struct run *run, const struct half_done *step)
{
    return run->plan.count && str_equal(run->prepared[0].revision->id, step->id) &&
           run->plan.steps[0].direction == step->direction;
}

struct error *
unfinished_check(const struct run *run)
{
    struct rows rows = run->unfinished;
    if (engine_has(run->runner->engine, ENGINE_PRINTS))
        return NULL;
    struct error *error =
        run->asked ? NULL : log_unfinished(&rows, &run->version, run->version.arena);
    for (size_t i = 0; !error && i < rows.count; i++) {
        struct half_done step;
        if (!is_half_done(&rows, i))
            continue;
        half_done_take(&step, &rows, i, run->runner->graph);
        error = is_first_step(run, &step)
                    ? first_step_check(run, &step)
                    : half_done_error(run->runner->arena, &step, ERROR_HALFWAY);
    }
    return error;
}

struct error *
half_done_beside(const struct run *run)
{
    struct rows rows;
    const struct step *at = &run->plan.steps[run->next];
    const struct graph *graph = run->runner->graph;
    struct error *error = log_unfinished(&rows, &run->version, run->version.arena);
    for (size_t i = 0; !error && i < rows.count; i++) {
        struct half_done step;
        half_done_take(&step, &rows, i, graph);
        const bool same = str_equal(graph->revisions[at->revision]->id, step.id) &&
                          (step.direction == at->direction || step_is_rollback(at));
        if (is_half_done(&rows, i) && !same)
            error = error_new(ERROR_MOVED, "another run is at %.*s", STR_ARG(step.id));
    }
    return error;
}

struct error *
runner_half_done(struct half_done_list *list, struct runner *runner)
{
    struct version version;
    struct rows rows;
    *list = (struct half_done_list){0};
    struct error *error = version_open(&version, runner);
    if (error || (error = log_unfinished(&rows, &version, runner->arena)))
        return error;
    for (size_t i = 0; i < rows.count; i++) {
        struct half_done step;
        if (!is_half_done(&rows, i))
            continue;
        half_done_take(&step, &rows, i, runner->graph);
        vec_push(&list->list, runner->arena, step);
    }
    return NULL;
}
