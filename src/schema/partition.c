/* What a partitioned table and its partitions share: keys and indexes, of which each
 * partition has its part, and what becomes of them when one of the tables goes; and how a
 * table is brought into the shape of one that it is joined to. */
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

const char *
whole_of(const struct schema_row *link, const struct schema_row *child)
{
    return link->id + strlen(child->id) + strlen(" -> ");
}

bool
is_bound_to(const struct diff *diff, size_t part, size_t whole)
{
    const size_t link = link_of(diff, part, whole);
    const struct schema_row *row =
        link == SCHEMA_NONE ? NULL : diff->pairs.items[link].from;
    return row && diff->state[link] == STATE_SAME && *row->key &&
           strcmp(row->key, "DEFAULT") != 0;
}

void
link_part(struct diff *diff, size_t child, size_t parent)
{
    const size_t link = row_is(diff->pairs.items[child].from, "table") &&
                                row_is(diff->pairs.items[parent].from, "table")
                            ? link_of(diff, child, parent)
                            : SCHEMA_NONE;
    if (link != SCHEMA_NONE && diff->state[link] == STATE_SAME)
        diff->state[link] = STATE_RECREATE;
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
    return pair_find(&diff->pairs, "table",
                     row->id + id_name(row->id).length + strlen(" ON "));
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

/* --- Joining ----------------------------------------------------------------------- */

/* A partition that only gets other bounds is detached when all else is done. */
void
joined_mark(struct diff *diff)
{
    const struct pair *pairs = diff->pairs.items;
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const size_t table = diff->to.parent[i];
        if (table == SCHEMA_NONE || !row_is(pairs[i].to, "inherit") ||
            !is_made(diff->state[i]) || !pairs[table].from ||
            diff->state[table] != STATE_SAME)
            continue;
        const size_t whole =
            pair_find(&diff->pairs, "table", whole_of(pairs[i].to, pairs[table].to));
        diff->joined[table] |= diff->state[i] == STATE_CREATE ||
                               (whole != SCHEMA_NONE && is_made(diff->state[whole]));
    }
}

/* ALTER TABLE … ALTER COLUMN …, for a column or what belongs to one. */
static const char *
column_alter(const struct diff *diff, const struct schema_row *row, const char *what)
{
    struct str table;
    const struct str name = id_last(str_from(row->id), &table);
    return arena_printf(diff->arena, "ALTER TABLE %.*s ALTER COLUMN %.*s %s",
                        STR_ARG(table), STR_ARG(name), what);
}

static const char *
column_add(const struct diff *diff, const struct schema_row *to)
{
    const struct schema_row *value = wanted_row(diff, "default", to->id);
    struct str table;
    const struct str name = id_last(str_from(to->id), &table);
    struct buf sql = {.arena = diff->arena};
    buf_printf(&sql, "ALTER TABLE %.*s ADD COLUMN %.*s %s", STR_ARG(table), STR_ARG(name),
               to->definition);
    if (*to->key)
        buf_printf(&sql, " GENERATED ALWAYS AS (%s) %s", to->key + 1,
                   *to->key == 's' ? "STORED" : "VIRTUAL");
    if (value)
        buf_printf(&sql, " DEFAULT %s", value->definition);
    if (wanted_row(diff, "not null", to->id))
        buf_printf(&sql, " NOT NULL");
    return buf_text(&sql);
}

const char *
join_sql(const struct diff *diff, size_t i)
{
    const struct pair *pair = &diff->pairs.items[i];
    const struct schema_row *to = pair->to, *from = pair->from;
    if (!to || !row_follows(to) || !diff->joined[root_of(&diff->to, i)])
        return NULL;
    if (row_is(to, "column") && !from)
        return column_add(diff, to);
    if (row_is(to, "column"))
        return !row_follows(from) && strcmp(from->definition, to->definition) != 0
                   ? column_alter(diff, to,
                                  arena_printf(diff->arena, "TYPE %s", to->definition))
                   : NULL;
    if (from)
        return NULL;
    if (row_is(to, "constraint") && str_starts(str_from(to->key), STR("CHECK"))) {
        const struct str name = id_name(to->id);
        return arena_printf(diff->arena, "ALTER TABLE %s ADD CONSTRAINT %.*s %s",
                            to->id + name.length + strlen(" ON "), STR_ARG(name),
                            to->key);
    }
    if (!diff->pairs.items[diff->to.parent[i]].from)
        return NULL; /* with its column */
    return row_is(to, "not null")  ? column_alter(diff, to, "SET NOT NULL")
           : row_is(to, "default") ? to->alter
                                   : NULL;
}

const char *
unjoin_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    struct str table;
    if (!from || !diff->joined[root_of(&diff->from, i)])
        return NULL;
    if (row_is(from, "constraint") && !row_follows(from) && to && row_follows(to) &&
        strcmp(from->key, to->key) != 0)
        return from->drop;
    const size_t origin = diff->from.origin[i];
    if (!row_is(from, "column") || !row_follows(from) || to || origin == SCHEMA_NONE)
        return NULL;
    const size_t link = link_of(diff, diff->from.parent[i], diff->from.parent[origin]);
    if (link == SCHEMA_NONE || !is_gone(diff->state[link]))
        return NULL;
    const struct str name = id_last(str_from(from->id), &table);
    return arena_printf(diff->arena, "ALTER TABLE %.*s DROP COLUMN %.*s", STR_ARG(table),
                        STR_ARG(name));
}
