/* Reading what a database is made of, and finding one's way in it. */
#include "schema.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static int
row_compare(const void *one, const void *other)
{
    const struct schema_row *a = one, *b = other;
    const int kinds = strcmp(a->kind, b->kind);
    return kinds ? kinds : strcmp(a->id, b->id);
}

struct error *
schema_read(struct schema *schema, struct engine *engine, struct arena *arena,
            const struct schema_filter *filter)
{
    *schema = (struct schema){.dialect = engine->dialect};
    struct error *error = engine->dialect == &sql_sqlite
                              ? sqlite_read(schema, engine, arena)
                              : postgresql_read(schema, engine, arena);
    if (error)
        return error;
    if (schema->count)
        qsort(schema->rows, schema->count, sizeof *schema->rows, row_compare);
    schema_filter(schema, filter, arena);
    return NULL;
}

bool
row_follows(const struct schema_row *row)
{
    return !*row->make;
}

bool
row_is(const struct schema_row *row, const char *kind)
{
    return strcmp(row->kind, kind) == 0;
}

const char *
id_shown(const char *id)
{
    return str_starts(str_from(id), STR("public.")) ? id + strlen("public.") : id;
}

struct str
id_last(struct str id, struct str *owner)
{
    size_t start = 0;
    bool quoted = false;
    for (size_t i = 0; i < id.length; i++) {
        quoted ^= id.data[i] == '"';
        if (id.data[i] == '.' && !quoted)
            start = i + 1;
    }
    *owner = (struct str){id.data, start ? start - 1 : 0};
    return str_cut(id, start);
}

struct str
id_name(const char *id)
{
    bool quoted = false;
    size_t length = 0;
    for (; id[length] && (quoted || id[length] != ' '); length++)
        quoted ^= id[length] == '"';
    return (struct str){id, length};
}

/* --- Addresses --------------------------------------------------------------------- */

static int
address_compare(const void *a, const void *b, void *context)
{
    const struct schema *schema = context;
    return strcmp(schema->rows[*(const size_t *)a].address,
                  schema->rows[*(const size_t *)b].address);
}

static int
part_compare(const void *a, const void *b, void *context)
{
    const struct schema *schema = context;
    return strcmp(schema->needs[*(const size_t *)a].address,
                  schema->needs[*(const size_t *)b].address);
}

void
addresses_make(struct addresses *addresses, const struct schema *schema,
               struct arena *arena)
{
    *addresses = (struct addresses){
        .schema = schema,
        .by_address = arena_array(arena, schema->count + 1, sizeof(size_t)),
        .parts = arena_array(arena, schema->need_count + 1, sizeof(size_t))};
    for (size_t i = 0; i < schema->count; i++)
        if (schema->rows[i].address)
            addresses->by_address[addresses->count++] = i;
    for (size_t i = 0; i < schema->need_count; i++)
        if (schema->needs[i].type == 'i' || schema->needs[i].type == 'e')
            addresses->parts[addresses->part_count++] = i;
    qsort_r(addresses->by_address, addresses->count, sizeof(size_t), address_compare,
            (void *)(uintptr_t)schema);
    qsort_r(addresses->parts, addresses->part_count, sizeof(size_t), part_compare,
            (void *)(uintptr_t)schema);
}

static size_t
find_exactly(const struct addresses *addresses, const char *address)
{
    size_t low = 0, high = addresses->count;
    while (low < high) {
        const size_t middle = (low + high) / 2, row = addresses->by_address[middle];
        const int order = strcmp(address, addresses->schema->rows[row].address);
        if (order == 0)
            return row;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SCHEMA_NONE;
}

static const char *
find_whole(const struct addresses *addresses, const char *address)
{
    size_t low = 0, high = addresses->part_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct schema_need *need =
            &addresses->schema->needs[addresses->parts[middle]];
        if (strcmp(address, need->address) <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (low == addresses->part_count)
        return NULL;
    const struct schema_need *need = &addresses->schema->needs[addresses->parts[low]];
    return strcmp(need->address, address) == 0 ? need->needs : NULL;
}

size_t
addresses_find(const struct addresses *addresses, const char *address)
{
    enum { DEEPEST = 8 }; /* an array of a row type of a view … */
    for (int depth = 0; address && depth < DEEPEST; depth++) {
        size_t row = find_exactly(addresses, address);
        if (row != SCHEMA_NONE)
            return row;
        char object[64];
        const char *point = strrchr(address, '.');
        if (point && (size_t)(point - address) + 3 <= sizeof object) {
            memcpy(object, address, (size_t)(point - address));
            memcpy(object + (point - address), ".0", 3);
            if ((row = find_exactly(addresses, object)) != SCHEMA_NONE)
                return row;
        }
        address = find_whole(addresses, address);
    }
    return SCHEMA_NONE;
}

/* --- Pairs ------------------------------------------------------------------------- */

void
pairs_make(struct pairs *pairs, const struct schema *from, const struct schema *to,
           struct arena *arena)
{
    *pairs = (struct pairs){
        .items = arena_array(arena, from->count + to->count + 1, sizeof *pairs->items),
        .of_from = arena_array(arena, from->count + 1, sizeof(size_t)),
        .of_to = arena_array(arena, to->count + 1, sizeof(size_t))};
    for (size_t i = 0, k = 0; i < from->count || k < to->count;) {
        const int order = i == from->count ? 1
                          : k == to->count ? -1
                                           : row_compare(&from->rows[i], &to->rows[k]);
        struct pair *pair = &pairs->items[pairs->count];
        if (order <= 0) {
            pair->from = &from->rows[i];
            pairs->of_from[i++] = pairs->count;
        }
        if (order >= 0) {
            pair->to = &to->rows[k];
            pairs->of_to[k++] = pairs->count;
        }
        pairs->count++;
    }
}

bool
is_foreign_key(const struct schema_row *row)
{
    return row_is(row, "constraint") &&
           str_starts(str_from(row->key), STR("FOREIGN KEY"));
}

bool
pair_is_two(const struct pair *pair)
{
    return pair->from && pair->to && is_foreign_key(pair->from) &&
           row_follows(pair->from) != row_follows(pair->to);
}

size_t
pair_find(const struct pairs *pairs, const char *kind, const char *id)
{
    const struct schema_row wanted = {.kind = kind, .id = id};
    for (size_t low = 0, high = pairs->count; low < high;) {
        const size_t middle = (low + high) / 2;
        const struct pair *pair = &pairs->items[middle];
        const int order = row_compare(&wanted, pair->from ? pair->from : pair->to);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SCHEMA_NONE;
}

/* --- The filter -------------------------------------------------------------------- */

static bool
matches(struct names patterns, const char *id, struct arena *arena)
{
    for (size_t i = 0; i < patterns.count; i++) {
        const char *pattern = str_dup(arena, patterns.items[i]);
        if (fnmatch(pattern, id, 0) == 0 || fnmatch(pattern, id_shown(id), 0) == 0 ||
            (!strchr(id, '.') &&
             fnmatch(pattern, arena_printf(arena, "main.%s", id), 0) == 0))
            return true;
    }
    return false;
}

static bool
is_own(struct names own, const char *id)
{
    const char *point = strrchr(id, '.');
    const struct str name = str_from(point ? point + 1 : id);
    for (size_t i = 0; i < own.count; i++)
        if (str_equal(own.items[i], name))
            return true;
    return false;
}

static bool
row_counts(const struct schema_row *row, const struct schema_filter *filter,
           struct arena *arena)
{
    if (row->parent)
        return true;
    if (row_is(row, "table") && is_own(filter->own, row->id))
        return false;
    if (filter->include.count && !row_is(row, "schema") && !row_is(row, "extension") &&
        !matches(filter->include, row->id, arena))
        return false;
    return !matches(filter->exclude, row->id, arena);
}

void
schema_filter(struct schema *schema, const struct schema_filter *filter,
              struct arena *arena)
{
    struct addresses addresses;
    addresses_make(&addresses, schema, arena);
    enum {
        UNKNOWN,
        COUNTS,
        GONE
    } *state = arena_array(arena, schema->count + 1, sizeof *state);
    for (size_t i = 0; i < schema->count; i++) {
        /* Its parents, up to one of which it is known. */
        enum { DEEPEST = 16 };
        size_t path[DEEPEST], depth = 0, row = i;
        while (row != SCHEMA_NONE && state[row] == UNKNOWN && depth < DEEPEST) {
            path[depth++] = row;
            const char *parent = schema->rows[row].parent;
            row = parent ? addresses_find(&addresses, parent) : SCHEMA_NONE;
        }
        bool gone = row != SCHEMA_NONE && state[row] == GONE;
        while (depth--) {
            gone = gone || !row_counts(&schema->rows[path[depth]], filter, arena);
            state[path[depth]] = gone ? GONE : COUNTS;
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < schema->count; i++) {
        struct schema_row *row = &schema->rows[i];
        row->aside = (row_is(row, "privilege") && !filter->privileges) ||
                     (row_is(row, "owner") && !filter->owners);
        if (state[i] == COUNTS)
            schema->rows[count++] = *row;
    }
    schema->count = count;
}
