/* A binary heap of indices, the smallest on top. Private to the room. */
#ifndef MIGRATE_REVISION_HEAP_H
#define MIGRATE_REVISION_HEAP_H

#include <stddef.h>

struct heap {
    size_t *items; /* room for all that will ever be in it at one time */
    size_t count;
};

static inline void
heap_push(struct heap *heap, size_t item)
{
    size_t i = heap->count++;
    while (i && heap->items[(i - 1) / 2] > item) {
        heap->items[i] = heap->items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap->items[i] = item;
}

static inline size_t
heap_pop(struct heap *heap)
{
    const size_t top = heap->items[0], last = heap->items[--heap->count];
    size_t i = 0;
    for (size_t child = 1; child < heap->count; child = 2 * i + 1) {
        if (child + 1 < heap->count && heap->items[child + 1] < heap->items[child])
            child++;
        if (heap->items[child] >= last)
            break;
        heap->items[i] = heap->items[child];
        i = child;
    }
    heap->items[i] = last;
    return top;
}

#endif
