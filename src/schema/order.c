/* Statements in an order: Kahn's, with the least rank first. */
#include "schema.h"

#include <stdlib.h>

struct ordering {
    const size_t *rank;
    size_t *heap, count; /* of nodes that are ready */
};

static void
heap_push(struct ordering *ordering, size_t node)
{
    size_t *heap = ordering->heap, i = ordering->count++;
    for (; i && ordering->rank[heap[(i - 1) / 2]] > ordering->rank[node]; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = node;
}

static size_t
heap_pop(struct ordering *ordering)
{
    size_t *heap = ordering->heap, i = 0;
    const size_t least = heap[0], node = heap[--ordering->count];
    for (;;) {
        size_t child = i * 2 + 1;
        if (child >= ordering->count)
            break;
        if (child + 1 < ordering->count &&
            ordering->rank[heap[child + 1]] < ordering->rank[heap[child]])
            child++;
        if (ordering->rank[heap[child]] >= ordering->rank[node])
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = node;
    return least;
}

size_t *
nodes_order(const size_t *rank, size_t count, const struct edges_list *edges,
            struct arena *arena)
{
    size_t *order = arena_array(arena, count + 1, sizeof *order);
    size_t *waits = arena_array(arena, count + 1, sizeof *waits);
    size_t *start = arena_array(arena, count + 2, sizeof *start);
    size_t *after = arena_array(arena, edges->list.count + 1, sizeof *after);
    struct ordering ordering = {rank, arena_array(arena, count + 1, sizeof(size_t)), 0};
    vec_each (&edges->list, edge) {
        start[edge->before + 2]++;
        waits[edge->after]++;
    }
    for (size_t i = 0; i < count; i++)
        start[i + 2] += start[i + 1];
    vec_each (&edges->list, edge)
        after[start[edge->before + 1]++] = edge->after;
    enum { DONE = 1 };
    unsigned char *done = arena_array(arena, count + 1, 1);
    for (size_t i = 0; i < count; i++)
        if (!waits[i])
            heap_push(&ordering, i);
    for (size_t n = 0; n < count; n++) {
        size_t node = count;
        if (ordering.count) {
            node = heap_pop(&ordering);
        } else {
            for (size_t i = 0; i < count; i++)
                if (!done[i] && (node == count || rank[i] < rank[node]))
                    node = i;
        }
        done[node] = DONE;
        order[n] = node;
        for (size_t i = start[node]; i < start[node + 1]; i++)
            if (--waits[after[i]] == 0 && !done[after[i]])
                heap_push(&ordering, after[i]);
    }
    return order;
}
