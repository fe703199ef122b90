#include "migrate/plan.h"

#include "migrate/buf.h"
#include "name.h"

#include <stdlib.h>

/* What must be known to say the rows after each step: who is a row, and how many applied
 * revisions need each one. */
struct state {
    const struct place *place;
    bool *row;
    size_t *needed;
};

static struct state
state_new(const struct place *place, const bool *applied)
{
    const struct graph *graph = place->graph;
    struct state state = {
        .place = place,
        .row = arena_alloc(place->arena, graph->count + 1),
        .needed = arena_array(place->arena, graph->count + 1, sizeof(size_t))};
    for (size_t i = 0; i < place->rows.count; i++)
        state.row[place->rows.items[i]] = true;
    for (size_t i = 0; i < graph->count; i++) {
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, i);
        for (size_t k = 0; applied[i] && k < up.count; k++)
            state.needed[up.items[k]]++;
    }
    return state;
}

/* A revision that is applied becomes a row; those that it needs cease to be rows. Only
 * direct neighbours matter: a row above an indirect one would imply the one between. */
static struct step
step_up(struct state *state, size_t revision)
{
    struct step step = {.revision = revision, .direction = DIRECTION_UP};
    const struct indices up =
        graph_links(state->place->graph, EDGES_ALL_PARENTS, revision);
    for (size_t k = 0; k < up.count; k++)
        if (state->row[up.items[k]]) {
            state->row[up.items[k]] = false;
            indices_add(&step.removes, state->place->arena, up.items[k]);
        }
    state->row[revision] = true;
    indices_add(&step.adds, state->place->arena, revision);
    return step;
}

/* The other way: what it needed becomes a row when nothing else that is applied needs it.
 */
static struct step
step_down(struct state *state, size_t revision)
{
    struct step step = {.revision = revision, .direction = DIRECTION_DOWN};
    if (state->row[revision])
        indices_add(&step.removes, state->place->arena, revision);
    state->row[revision] = false;
    const struct indices up =
        graph_links(state->place->graph, EDGES_ALL_PARENTS, revision);
    for (size_t k = 0; k < up.count; k++)
        if (--state->needed[up.items[k]] == 0) {
            state->row[up.items[k]] = true;
            indices_add(&step.adds, state->place->arena, up.items[k]);
        }
    return step;
}

/* Rows of which another one needs them: there should be none, but Alembic may leave some
 * behind a downgrade. */
static struct error *
rows_check(const struct place *place)
{
    size_t needed_by = 0;
    const struct indices overlapping = target_overlaps(place, place->rows, &needed_by);
    if (!overlapping.count)
        return NULL;
    const struct str head = place->graph->revisions[needed_by]->id;
    return error_hint(
        error_new(ERROR_USAGE,
                  "the version table holds %s beside %.*s, which needs it: they "
                  "overlap",
                  graph_names(place->graph, overlapping), STR_ARG(head)),
        "\"migrate stamp %.*s\" takes it out", STR_ARG(head));
}

struct error *
plan_upgrade(struct plan *plan, const struct place *place, struct indices targets)
{
    struct error *error;
    *plan = (struct plan){0};
    if ((error = target_antichain(place, targets)) || (error = rows_check(place)))
        return error;
    const struct graph *graph = place->graph;
    const bool *applied = target_applied(place);
    bool *missing = graph_reach(graph, place->arena, targets, EDGES_ALL_PARENTS);
    for (size_t i = 0; i < graph->count; i++)
        missing[i] &= !applied[i];
    const struct indices order = graph_sort(graph, place->arena, missing);
    struct state state = state_new(place, applied);
    plan->steps = arena_array(place->arena, order.count + 1, sizeof *plan->steps);
    for (size_t i = 0; i < order.count; i++)
        plan->steps[plan->count++] = step_up(&state, order.items[i]);
    return NULL;
}

static struct error *
no_way_down(const struct place *place, struct downgrade downgrade)
{
    struct error *error = error_new(
        ERROR_USAGE, "%.*s is not below what the database is at",
        STR_ARG(place->graph
                    ->revisions[downgrade.target == GRAPH_NONE ? downgrade.label
                                                               : downgrade.target]
                    ->id));
    return error_hint(name_detail(error, place, place->rows),
                      "\"migrate current\" shows where the database is");
}

/* The revisions that go first of all, seen from base: children of the target. */
static struct error *
downgrade_roots(struct indices *roots, const struct place *place,
                struct downgrade downgrade)
{
    const struct graph *graph = place->graph;
    const struct indices all = downgrade.target == GRAPH_NONE
                                   ? graph_ends(graph, place->arena, EDGES_PARENTS)
                                   : graph_links(graph, EDGES_CHILDREN, downgrade.target);
    *roots = all;
    if (downgrade.label == GRAPH_NONE || all.count < 2)
        return NULL;
    const struct indices label = {&downgrade.label, 1};
    const bool *above = graph_reach(graph, place->arena, label, EDGES_PARENTS);
    *roots = (struct indices){0};
    for (size_t i = 0; i < all.count; i++)
        if (above[all.items[i]])
            indices_add(roots, place->arena, all.items[i]);
    return roots->count ? NULL : no_way_down(place, downgrade);
}

struct error *
plan_downgrade(struct plan *plan, const struct place *place, struct downgrade downgrade)
{
    *plan = (struct plan){0};
    const struct graph *graph = place->graph;
    struct indices roots;
    struct error *error = downgrade_roots(&roots, place, downgrade);
    if (error)
        return error;
    const bool *applied = target_applied(place);
    bool *drop = graph_reach(graph, place->arena, roots, EDGES_ALL_CHILDREN);
    for (size_t i = 0; i < graph->count; i++)
        drop[i] &= applied[i];
    const struct indices order = graph_newest(graph, place->arena, drop);
    if (!order.count && downgrade.target != GRAPH_NONE &&
        !indices_have(place->rows, downgrade.target))
        return no_way_down(place, downgrade);
    struct state state = state_new(place, applied);
    size_t needed_by;
    const struct indices overlapping = target_overlaps(place, place->rows, &needed_by);
    for (size_t i = 0; i < overlapping.count; i++)
        state.row[overlapping.items[i]] = false;
    plan->steps = arena_array(place->arena, order.count + 1, sizeof *plan->steps);
    for (size_t i = 0; i < order.count; i++)
        plan->steps[plan->count++] = step_down(&state, order.items[i]);
    /* Rows that should not be there go with the first step. */
    for (size_t i = 0; plan->count && i < overlapping.count; i++)
        indices_add(&plan->steps[0].removes, place->arena, overlapping.items[i]);
    return NULL;
}

struct error *
plan_one(struct plan *plan, const struct place *place, size_t revision,
         enum direction direction)
{
    const struct graph *graph = place->graph;
    const bool up = direction == DIRECTION_UP;
    const bool *applied = target_applied(place);
    const struct indices next =
        graph_links(graph, up ? EDGES_ALL_PARENTS : EDGES_ALL_CHILDREN, revision);
    bool fits = applied[revision] != up;
    for (size_t i = 0; i < next.count; i++)
        fits &= applied[next.items[i]] == up;
    if (!fits)
        return error_hint(
            error_new(ERROR_USAGE, "the database is not where %.*s can go %s",
                      STR_ARG(graph->revisions[revision]->id), up ? "up" : "down"),
            "\"migrate current\" shows where it is; \"migrate stamp\" to there closes "
            "the "
            "step, when the database is as it should be");
    struct state state = state_new(place, applied);
    plan->steps = arena_alloc(place->arena, sizeof *plan->steps);
    plan->steps[0] = up ? step_up(&state, revision) : step_down(&state, revision);
    plan->count = 1;
    return NULL;
}

const char *
plan_step_text(const struct graph *graph, const struct step *step)
{
    const struct revision *revision = graph->revisions[step->revision];
    const struct indices up = graph_links(graph, EDGES_PARENTS, step->revision);
    const char *parents = up.count ? graph_names(graph, up) : "<base>";
    struct buf out = {.arena = graph->arena};
    if (step->direction == DIRECTION_UP)
        buf_printf(&out, "upgrade %s -> %.*s", parents, STR_ARG(revision->id));
    else
        buf_printf(&out, "downgrade %.*s -> %s", STR_ARG(revision->id), parents);
    if (revision->message.length)
        buf_printf(&out, ", %.*s", STR_ARG(revision->message));
    return buf_text(&out);
}
