/* Two schemas side by side, for people. */
#include "schema.h"

#include <string.h>

static bool
is_plain(const char *text)
{
    return *text && strlen(text) <= 60 && !strchr(text, '\n');
}

/* A column's row is only its type, and so on: what it is called says enough, unless the
 * text is long. */
static const char *
difference(const struct schema_row *ours, const struct schema_row *wanted,
           struct arena *arena)
{
    const bool keys = strcmp(ours->key, wanted->key) != 0;
    const char *a = keys ? ours->key : ours->definition;
    const char *b = keys ? wanted->key : wanted->definition;
    return is_plain(a) && is_plain(b)
               ? arena_printf(arena, "%s %s: %s, not %s", ours->kind, id_shown(ours->id),
                              a, b)
               : arena_printf(arena, "%s %s: differs", ours->kind, id_shown(ours->id));
}

static bool
is_same(const struct pair *pair)
{
    const struct schema_row *one = pair->from ? pair->from : pair->to;
    if (one->aside)
        return true;
    return pair->from && pair->to && !pair_is_two(pair) &&
           (row_follows(pair->from) || row_follows(pair->to) ||
            (strcmp(pair->from->key, pair->to->key) == 0 &&
             strcmp(pair->from->definition, pair->to->definition) == 0));
}

/* Whether what the row belongs to is missing on that side as a whole. */
static bool
owner_told(const struct addresses *addresses, const struct pairs *pairs,
           const struct schema_row *row, bool of_from)
{
    const size_t parent = addresses_find(addresses, row->parent);
    if (!row->parent || parent == SCHEMA_NONE)
        return false;
    const struct pair *pair =
        &pairs->items[of_from ? pairs->of_from[parent] : pairs->of_to[parent]];
    return !(of_from ? pair->to : pair->from);
}

struct names
schema_compare(const struct schema *ours, const struct schema *wanted,
               struct arena *arena)
{
    struct pairs pairs;
    struct addresses of_ours, of_wanted;
    VEC(struct str) lines = {0};
    pairs_make(&pairs, ours, wanted, arena);
    addresses_make(&of_ours, ours, arena);
    addresses_make(&of_wanted, wanted, arena);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct pair *pair = &pairs.items[i];
        const struct schema_row *row = pair->from ? pair->from : pair->to;
        if (is_same(pair) ||
            (!(pair->from && pair->to) &&
             (row_follows(row) || owner_told(pair->from ? &of_ours : &of_wanted, &pairs,
                                             row, pair->from != NULL))))
            continue;
        const char *line =
            pair->from && pair->to
                ? difference(pair->from, pair->to, arena)
                : arena_printf(arena, "%s %s: %s", row->kind, id_shown(row->id),
                               pair->from ? "not wanted" : "missing");
        vec_push(&lines, arena, str_from(line));
    }
    return (struct names){lines.items, lines.count};
}

struct names
schema_unmanaged(const struct schema *ours, const struct schema *wanted,
                 struct arena *arena)
{
    struct pairs pairs;
    VEC(struct str) lines = {0};
    pairs_make(&pairs, ours, wanted, arena);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct pair *pair = &pairs.items[i];
        const struct schema_row *row = pair->from ? pair->from : pair->to;
        if (!row_is(row, "other") || (pair->from && pair->to))
            continue;
        const char *line = arena_printf(arena, "not managed: %s: %s", row->id,
                                        pair->from ? "not wanted" : "missing");
        vec_push(&lines, arena, str_from(line));
    }
    return (struct names){lines.items, lines.count};
}
