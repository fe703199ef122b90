/* Memory that is freed all at once.
 *
 * A command allocates everything that is data (texts, revisions, plans) in one arena
 * and frees the arena when it ends; nothing is freed piece by piece. Memory is zeroed
 * and never NULL: without memory the program aborts, since a migration tool has nothing
 * useful to do then and the database rolls an open transaction back by itself.
 *
 * Built with ARENA_EXACT (the sanitizer builds do) each allocation is a block of its
 * own, so that a sanitizer sees its end. */
#ifndef MIGRATE_ARENA_H
#define MIGRATE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* Zero is an empty arena. */
struct arena {
    struct arena_block *blocks;
    size_t total; /* bytes handed out, for figures */
};

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((malloc, returns_nonnull));

/* `count` zeroed items of `size` bytes; aborts when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* The text of a printf, NUL-terminated. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0), returns_nonnull));

/* A copy of `length` bytes, with a NUL after them. */
char *arena_copy(struct arena *arena, const void *data, size_t length)
    __attribute__((returns_nonnull));

/* Takes over what `other` holds, which is empty then. */
void arena_adopt(struct arena *arena, struct arena *other);

/* The same as arena_free(), but one block is kept for what comes next: for memory that is
 * used and freed again and again. */
void arena_reset(struct arena *arena);

/* Frees everything; the arena is empty again. */
void arena_free(struct arena *arena);

/* For memory that malloc gives: aborts with a message instead of returning NULL. */
void *memory_or_abort(void *memory) __attribute__((returns_nonnull));

#endif
