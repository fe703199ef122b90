/* What a partitioned table and its partitions share: keys and indexes, of which each
 * partition has its part, and what becomes of them when one of the tables goes. */
#include "diff.h"

#include <string.h>

size_t
link_of(const struct diff *diff, size_t child, size_t parent)
{
    const char *id =
        arena_printf(diff->arena, "%s -> %s", diff->pairs.items[child].from->id,
                     diff->pairs.items[parent].from->id);
    return pair_find(&diff->pairs, "inherit", id);
}

bool
is_partition_of(const struct diff *diff, size_t part, size_t whole)
{
    const size_t link = link_of(diff, part, whole);
    return link != SCHEMA_NONE && diff->state[link] == STATE_SAME &&
           *diff->pairs.items[link].from->key;
}

bool
is_index_part(const struct diff *diff, size_t pair)
{
    const size_t whole = diff->from.parent[pair];
    const struct pair *pairs = diff->pairs.items;
    return whole != SCHEMA_NONE && row_is(pairs[whole].from, pairs[pair].from->kind) &&
           !is_foreign_key(pairs[pair].from);
}

bool
is_left(const struct diff *diff, size_t part)
{
    return is_gone(diff->state[root_of(&diff->from, part)]) &&
           !is_gone(diff->state[root_of(&diff->to, part)]);
}

size_t
partition_rid_of(const struct diff *diff, size_t part)
{
    const struct pair *pair = &diff->pairs.items[part];
    const size_t whole = pair->from ? root_of(&diff->from, part) : SCHEMA_NONE;
    if (whole == SCHEMA_NONE || !is_index_part(diff, part) ||
        !is_gone(diff->state[whole]) ||
        (pair->to && (row_follows(pair->to) || !is_gone(diff->state[part]))))
        return SCHEMA_NONE;
    vec_each (&diff->from.uses, use) {
        const size_t table = root_of(&diff->from, use->used);
        if (use->user == part && table != whole && !is_gone(diff->state[table]) &&
            row_is(diff->pairs.items[table].from, "table") &&
            link_of(diff, table, whole) != SCHEMA_NONE)
            return table;
    }
    return SCHEMA_NONE;
}

size_t
table_of_key(const struct diff *diff, size_t pair)
{
    const struct schema_row *row = diff->pairs.items[pair].from;
    const size_t whole = diff->from.parent[pair];
    if (!is_foreign_key(row) || whole == SCHEMA_NONE ||
        !is_foreign_key(diff->pairs.items[whole].from))
        return SCHEMA_NONE;
    const char *p = row->id;
    for (bool quoted = false; *p && (quoted || *p != ' '); p++)
        quoted ^= *p == '"';
    return pair_find(&diff->pairs, "table", p + strlen(" ON "));
}

bool
is_key_to_gone(const struct diff *diff, size_t pair)
{
    if (!is_foreign_key(diff->pairs.items[pair].from))
        return false;
    const size_t table = diff->from.parent[pair];
    for (size_t i = 0; i < diff->from.uses.count; i++) {
        const struct use *use = &diff->from.uses.items[i];
        if (use->user != pair)
            continue;
        const size_t other = root_of(&diff->from, use->used); /* of a column */
        if (other != table && is_gone(diff->state[other]))
            return true;
        /* To its own table: to the partitions of that, too. */
        if (other == table && !row_is(diff->pairs.items[use->used].from, "column") &&
            str_starts(str_from(diff->pairs.items[table].from->key), STR("PARTITION BY")))
            return true;
    }
    return false;
}

static bool
it_or_owner_goes(const struct diff *diff, size_t pair)
{
    for (; pair != SCHEMA_NONE; pair = diff->from.parent[pair])
        if (is_gone(diff->state[pair]))
            return true;
    return false;
}

bool
is_referred_to(const struct diff *diff, size_t pair)
{
    const size_t table = diff->from.parent[pair];
    if (!row_is(diff->pairs.items[pair].from, "inherit") || table == SCHEMA_NONE)
        return false;
    for (size_t i = 0; i < diff->from.uses.count; i++) {
        const struct use *use = &diff->from.uses.items[i];
        if (root_of(&diff->from, use->used) == table &&
            is_foreign_key(diff->pairs.items[use->user].from) &&
            !it_or_owner_goes(diff, use->user) &&
            root_of(&diff->from, use->user) != table)
            return true;
    }
    return false;
}
