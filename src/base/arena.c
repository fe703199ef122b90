#include "migrate/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block is small, for many an arena never needs more. */
enum { BLOCK_SIZE = 64 * 1024, BLOCK_FIRST = 4 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) char data[];
};

void *
memory_or_abort(void *memory)
{
    if (!memory) {
        fputs("migrate: out of memory\n", stderr);
        abort();
    }
    return memory;
}

static struct arena_block *
block_new(size_t size)
{
    struct arena_block *block = memory_or_abort(calloc(1, sizeof *block + size));
    block->size = size;
    return block;
}

#ifdef ARENA_EXACT
void *
arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = block_new(size);
    block->next = arena->blocks;
    arena->blocks = block;
    arena->total += size;
    return block->data;
}
#else
void *
arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - align)
        memory_or_abort(NULL);
    size = (size + align - 1) / align * align;
    arena->total += size;
    struct arena_block *block = arena->blocks;
    if (block && block->size - block->used >= size) {
        void *memory = block->data + block->used;
        block->used += size;
        return memory;
    }
    if (size > BLOCK_SIZE / 4) {
        /* A block of its own, behind the current one, whose room stays in use. */
        struct arena_block *large = block_new(size);
        large->used = size;
        if (block) {
            large->next = block->next;
            block->next = large;
        } else {
            arena->blocks = large;
        }
        return large->data;
    }
    const size_t wanted = block ? block->size * 4 : BLOCK_FIRST;
    const size_t least = wanted < BLOCK_SIZE ? wanted : BLOCK_SIZE;
    struct arena_block *fresh = block_new(least > size ? least : BLOCK_SIZE);
    fresh->next = block;
    fresh->used = size;
    arena->blocks = fresh;
    return fresh->data;
}
#endif

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        memory_or_abort(NULL);
    return arena_alloc(arena, bytes);
}

char *
arena_copy(struct arena *arena, const void *data, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, data, length);
    return copy;
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        memory_or_abort(NULL);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void
arena_adopt(struct arena *arena, struct arena *other)
{
    /* Behind the current block, whose room stays in use. */
    struct arena_block **at = arena->blocks ? &arena->blocks->next : &arena->blocks;
    struct arena_block *rest = *at;
    *at = other->blocks;
    while (*at)
        at = &(*at)->next;
    *at = rest;
    arena->total += other->total;
    *other = (struct arena){0};
}

#ifdef ARENA_EXACT
void
arena_reset(struct arena *arena)
{
    arena_free(arena);
}
#else
void
arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->blocks;
    if (!kept || kept->size > BLOCK_SIZE) {
        arena_free(arena);
        return;
    }
    arena->blocks = kept->next;
    arena_free(arena);
    memset(kept->data, 0, kept->used);
    kept->used = 0;
    kept->next = NULL;
    arena->blocks = kept;
}
#endif

void
arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->total = 0;
}
