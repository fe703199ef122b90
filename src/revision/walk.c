/* Questions to a graph that was built: what can be reached, what ends it, in what order.
 */
#include "heap.h"
#include "migrate/buf.h"
#include "migrate/graph.h"

void
indices_add(struct indices *list, struct arena *arena, size_t revision)
{
    /* Room doubles whenever the count is a power of two: lists here are short. */
    if ((list->count & (list->count - 1)) == 0) {
        size_t *items =
            arena_array(arena, list->count ? list->count * 2 : 1, sizeof *items);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = revision;
}

bool
indices_have(struct indices list, size_t revision)
{
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i] == revision)
            return true;
    return false;
}

const char *
graph_names(const struct graph *graph, struct indices list)
{
    struct buf names = {.arena = graph->arena};
    for (size_t i = 0; i < list.count; i++)
        buf_printf(&names, "%s%.*s", i ? ", " : "",
                   STR_ARG(graph->revisions[list.items[i]]->id));
    return buf_text(&names);
}

/* Adds to `set` all that can be reached from its members in `todo`. */
static void
spread(const struct graph *graph, bool *set, struct heap *todo, enum edges edges)
{
    while (todo->count) {
        const struct indices next = graph_links(graph, edges, todo->items[--todo->count]);
        for (size_t k = 0; k < next.count; k++)
            if (!set[next.items[k]]) {
                set[next.items[k]] = true;
                todo->items[todo->count++] = next.items[k];
            }
    }
}

bool *
graph_reach(const struct graph *graph, struct arena *arena, struct indices start,
            enum edges edges)
{
    bool *set = arena_alloc(arena, graph->count + 1);
    struct heap todo = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    for (size_t i = 0; i < start.count; i++)
        if (!set[start.items[i]]) {
            set[start.items[i]] = true;
            todo.items[todo.count++] = start.items[i];
        }
    spread(graph, set, &todo, edges);
    return set;
}

bool *
graph_below(const struct graph *graph, struct arena *arena, struct indices list)
{
    struct indices needed = {0};
    for (size_t i = 0; i < list.count; i++) {
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, list.items[i]);
        for (size_t k = 0; k < up.count; k++)
            indices_add(&needed, arena, up.items[k]);
    }
    return graph_reach(graph, arena, needed, EDGES_ALL_PARENTS);
}

bool *
graph_lineage(const struct graph *graph, struct arena *arena, size_t start, bool all)
{
    const struct indices one = {&start, 1};
    bool *up = graph_reach(graph, arena, one, all ? EDGES_ALL_PARENTS : EDGES_PARENTS);
    const bool *down =
        graph_reach(graph, arena, one, all ? EDGES_ALL_CHILDREN : EDGES_CHILDREN);
    for (size_t i = 0; i < graph->count; i++)
        up[i] |= down[i];
    return up;
}

struct indices
graph_ends(const struct graph *graph, struct arena *arena, enum edges edges)
{
    struct indices ends = {0};
    for (size_t i = 0; i < graph->count; i++)
        if (!graph_links(graph, edges, i).count)
            indices_add(&ends, arena, i);
    return ends;
}

struct indices
graph_members(const struct graph *graph, struct arena *arena, const bool *set)
{
    struct indices members = {0};
    for (size_t i = 0; i < graph->count; i++)
        if (set[i])
            indices_add(&members, arena, i);
    return members;
}

/* Kahn's algorithm with a heap for those that are ready. */
struct indices
graph_sort(const struct graph *graph, struct arena *arena, const bool *set)
{
    size_t *waiting = arena_array(arena, graph->count + 1, sizeof *waiting);
    struct heap ready = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    struct indices sorted = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    for (size_t i = 0; i < graph->count; i++) {
        if (!set[i])
            continue;
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, i);
        for (size_t k = 0; k < up.count; k++)
            waiting[i] += set[up.items[k]];
        if (!waiting[i])
            heap_push(&ready, i);
    }
    while (ready.count) {
        const size_t i = heap_pop(&ready);
        sorted.items[sorted.count++] = i;
        const struct indices down = graph_links(graph, EDGES_ALL_CHILDREN, i);
        for (size_t k = 0; k < down.count; k++)
            if (set[down.items[k]] && --waiting[down.items[k]] == 0)
                heap_push(&ready, down.items[k]);
    }
    return sorted;
}

struct indices
graph_newest(const struct graph *graph, struct arena *arena, const bool *set)
{
    size_t *at = arena_array(arena, graph->count + 1, sizeof *at);
    struct indices sorted = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    for (size_t i = 0; i < graph->count; i++)
        at[graph->order[i]] = i;
    for (size_t position = graph->count; position-- > 0;)
        if (!set || set[at[position]])
            sorted.items[sorted.count++] = at[position];
    return sorted;
}
