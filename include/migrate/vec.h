/* One typed, growing array, for every list in the program. Its items live in an arena.
 *
 *     VEC(struct str) names = {0};
 *     vec_push(&names, arena, name);
 *     vec_each(&names, item) puts(item->data);
 */
#ifndef MIGRATE_VEC_H
#define MIGRATE_VEC_H

#include "migrate/arena.h"

#include <string.h>

#define VEC(type)                                                                        \
    struct {                                                                             \
        type *items;                                                                     \
        size_t count, room;                                                              \
    }

/* Appends; the items may move. */
#define vec_push(vec, arena, item)                                                       \
    do {                                                                                 \
        if ((vec)->count == (vec)->room) {                                               \
            const size_t vec_room = (vec)->room ? (vec)->room * 2 : 8;                   \
            void *vec_items = arena_array((arena), vec_room, sizeof *(vec)->items);      \
            if ((vec)->count)                                                            \
                memcpy(vec_items, (vec)->items, (vec)->count * sizeof *(vec)->items);    \
            (vec)->items = vec_items;                                                    \
            (vec)->room = vec_room;                                                      \
        }                                                                                \
        (vec)->items[(vec)->count++] = (item);                                           \
    } while (0)

#define vec_each(vec, item)                                                              \
    for (__typeof__(&*(vec)->items) item = (vec)->items;                                 \
         item && item < (vec)->items + (vec)->count; item++)

#endif
