/* The difference of two schemas of PostgreSQL as a list of statements.
 *
 * Each pair of rows gets a state; what needs something that is dropped or changes its
 * type is dropped and made again with it; then the statements are nodes of a graph whose
 * edges are the dependencies, on either side, and are sorted. */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

static enum state
state_of(const struct pair *pair)
{
    const struct schema_row *from = pair->from, *to = pair->to;
    if ((from ? from : to)->aside)
        return STATE_SAME;
    if (!to)
        return row_follows(from) ? STATE_SAME : STATE_DROP;
    if (!from)
        return row_follows(to) ? STATE_SAME : STATE_CREATE;
    if (pair_is_two(pair))
        return row_follows(from) ? STATE_CREATE : STATE_DROP;
    if (row_follows(from) || row_follows(to)) {
        /* Its type changes with that of the table that it has the column from. */
        const bool type = row_is(from, "column") && row_follows(from) &&
                          row_follows(to) &&
                          strcmp(from->definition, to->definition) != 0;
        return type ? STATE_ALTER : STATE_SAME;
    }
    if (strcmp(from->key, to->key) != 0)
        return STATE_RECREATE;
    if (strcmp(from->definition, to->definition) == 0)
        return STATE_SAME;
    return to->alter ? *to->alter ? STATE_ALTER : STATE_SAME : STATE_RECREATE;
}

/* --- Who needs whom ---------------------------------------------------------------- */

static void
need_add(struct side *side, struct arena *arena, size_t user, size_t used)
{
    const struct use use = {user, used};
    if (user != used)
        vec_push(&side->uses, arena, use);
}

static int
use_compare(const void *a, const void *b)
{
    const struct use *one = a, *other = b;
    return (one->used > other->used) - (one->used < other->used);
}

/* In terms of pairs, so that both sides speak of the same things. */
static void
side_make(struct side *side, const struct schema *schema, const size_t *pair_of,
          size_t pairs, struct arena *arena)
{
    struct addresses addresses;
    addresses_make(&addresses, schema, arena);
    *side = (struct side){.parent = arena_array(arena, pairs + 1, sizeof(size_t)),
                          .origin = arena_array(arena, pairs + 1, sizeof(size_t)),
                          .goes_along = arena_array(arena, pairs + 1, sizeof(bool))};
    for (size_t i = 0; i < pairs; i++)
        side->parent[i] = side->origin[i] = SCHEMA_NONE;
    for (size_t i = 0; i < schema->count; i++) {
        const size_t parent = addresses_find(&addresses, schema->rows[i].parent);
        if (!schema->rows[i].parent || parent == SCHEMA_NONE)
            continue;
        side->parent[pair_of[i]] = pair_of[parent];
        need_add(side, arena, pair_of[i], pair_of[parent]);
    }
    for (size_t i = 0; i < schema->need_count; i++) {
        const size_t user = addresses_find(&addresses, schema->needs[i].address);
        const size_t used = addresses_find(&addresses, schema->needs[i].needs);
        if (user == SCHEMA_NONE || used == SCHEMA_NONE)
            continue;
        need_add(side, arena, pair_of[user], pair_of[used]);
        if (schema->needs[i].type != 'h' && schema->needs[i].type != 'H')
            continue;
        side->origin[pair_of[user]] = pair_of[used];
        side->goes_along[pair_of[user]] = schema->needs[i].type == 'h';
    }
    if (side->uses.count)
        qsort(side->uses.items, side->uses.count, sizeof *side->uses.items, use_compare);
    side->first = arena_array(arena, pairs + 2, sizeof(size_t));
    for (size_t i = 0, at = 0; i <= pairs; i++) {
        while (at < side->uses.count && side->uses.items[at].used < i)
            at++;
        side->first[i] = at;
    }
    side->first[pairs] = side->uses.count;
}

bool
side_needs(const struct side *side, size_t user, size_t used)
{
    for (size_t i = side->first[used]; i < side->first[used + 1]; i++)
        if (side->uses.items[i].user == user)
            return true;
    return false;
}

size_t
root_of(const struct side *side, size_t pair)
{
    while (side->parent[pair] != SCHEMA_NONE)
        pair = side->parent[pair];
    return pair;
}

/* --- What goes along --------------------------------------------------------------- */

bool
is_gone(enum state state)
{
    return state == STATE_DROP || state == STATE_RECREATE;
}

bool
is_made(enum state state)
{
    return state == STATE_CREATE || state == STATE_RECREATE || state == STATE_REPLACE;
}

bool
one_of(const struct schema_row *row, const char *const *kinds)
{
    for (; *kinds; kinds++)
        if (row_is(row, *kinds))
            return true;
    return false;
}

static bool
type_users_go(const struct schema_row *column, const struct schema_row *then,
              const struct schema_row *user)
{
    static const char *const always[] = {
        "view",     "rule",      "policy", "trigger", "default", "materialized view",
        "function", "procedure", "column", NULL};
    static const char *const other_base[] = {"index", "constraint", "statistics", NULL};
    return one_of(user, always) ||
           (one_of(user, other_base) &&
            !str_equal(base_type(column->definition), base_type(then->definition)));
}

/* A user of what goes: whether it must go, too. */
static bool
must_follow(const struct diff *diff, size_t user, size_t used)
{
    const struct pair *pair = &diff->pairs.items[used], *other = &diff->pairs.items[user];
    const enum state state = diff->state[used];
    if (state == STATE_ALTER)
        return row_is(pair->from, "column") && other->from &&
               type_users_go(pair->from, pair->to, other->from);
    if (state == STATE_REPLACE)
        return !row_is(other->from, "column");
    if (!is_gone(state))
        return false;
    /* A table is parted from the one that it inherits; a partition would hardly fit into
     * one that has another key. */
    if (row_is(pair->from, "table") && row_is(other->from, "table"))
        return pair->to && other->to && is_bound_to(diff, user, used);
    /* Of a column that goes a sequence can stay, if it belongs to it no more. */
    return !(row_is(other->from, "sequence") && other->to &&
             diff->to.parent[user] != used);
}

/* Whether a column goes with the one that it inherits: unless its table is parted from
 * the other one first, or is to have the column by itself. */
static bool
goes_along(const struct diff *diff, size_t column, size_t origin)
{
    const struct schema_row *to = diff->pairs.items[column].to;
    if (!diff->pairs.items[column].from || diff->from.origin[column] != origin ||
        !diff->from.goes_along[column] || (to && !row_follows(to)))
        return false;
    const size_t child = diff->from.parent[column], parent = diff->from.parent[origin];
    const size_t link = link_of(diff, child, parent);
    return is_gone(diff->state[child]) || link == SCHEMA_NONE ||
           !is_gone(diff->state[link]);
}

/* Marks a user of what goes; whether that is news. */
static bool
user_mark(struct diff *diff, size_t user, size_t used)
{
    enum state *state = &diff->state[user];
    const struct pair *pair = &diff->pairs.items[user];
    if (is_gone(diff->state[used]) && !is_gone(*state) && goes_along(diff, user, used)) {
        *state = pair->to ? STATE_RECREATE : STATE_DROP;
        return true;
    }
    if (!pair->from || !pair->to || is_gone(*state) || *state == STATE_REPLACE)
        return false;
    if (!must_follow(diff, user, used)) {
        if (is_gone(diff->state[used]))
            link_part(diff, user, used);
        return false;
    }
    /* Altered to do without it: then that comes first. A sequence leaves its old owner
     * before the new one may be ready for it. */
    if (*state == STATE_ALTER && is_gone(diff->state[used]) &&
        !row_is(pair->from, "sequence owner") && !side_needs(&diff->to, user, used))
        return false;
    if (is_index_part(diff, user)) {
        if (row_follows(pair->to) ? diff->from.parent[user] != used : is_left(diff, user))
            return false;
    } else if (row_follows(pair->from) && diff->from.parent[user] != used) {
        return false;
    }
    *state = type_is_replaced(diff, user) ? STATE_REPLACE : STATE_RECREATE;
    return true;
}

/* REVOKE of a privilege on a table takes the same one on its columns along. */
static void
privileges_mark(struct diff *diff)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct schema_row *gone = diff->pairs.items[i].from;
        const char *on = gone ? strstr(gone->id, " ON TABLE ") : NULL;
        if (!on || !row_is(gone, "privilege") || diff->state[i] != STATE_DROP ||
            strchr(gone->id, '(') || !str_ends(str_from(gone->id), STR(" g")))
            continue;
        for (size_t k = 0; k < diff->pairs.count; k++) {
            const struct pair *pair = &diff->pairs.items[k];
            const size_t length = (size_t)(on - gone->id);
            const char *columns = pair->to ? pair->to->id + length : "";
            if (diff->state[k] == STATE_SAME && pair->to && pair->from &&
                row_is(pair->to, "privilege") &&
                strncmp(pair->to->id, gone->id, length) == 0 && *columns == '(' &&
                str_ends(str_from(columns), str_from(on)))
                diff->state[k] = STATE_CREATE;
        }
    }
}

static void
closure_run(struct diff *diff)
{
    struct {
        VEC(size_t) list;
    } work = {0};
    for (size_t i = 0; i < diff->pairs.count; i++)
        if (diff->state[i] != STATE_SAME && diff->state[i] != STATE_CREATE)
            vec_push(&work.list, diff->arena, i);
    while (work.list.count) {
        const size_t used = work.list.items[--work.list.count];
        for (size_t i = diff->from.first[used]; i < diff->from.first[used + 1]; i++) {
            const size_t user = diff->from.uses.items[i].user;
            const struct pair *pair = &diff->pairs.items[user];
            if (diff->state[used] == STATE_REPLACE && pair->from && pair->to &&
                row_is(pair->from, "column") && diff->state[user] == STATE_SAME) {
                diff->state[user] = STATE_ALTER; /* to the new type of that name */
                vec_push(&work.list, diff->arena, user);
            } else if (user_mark(diff, user, used)) {
                vec_push(&work.list, diff->arena, user);
            }
        }
    }
}

/* The default of a column that inherited it, and does so no more, or from another one. */
static enum state
state_of_default(const struct diff *diff, size_t i)
{
    const struct pair *pair = &diff->pairs.items[i];
    const size_t column = diff->from.parent[i];
    if (!pair->from || !row_is(pair->from, "default") || !row_follows(pair->from) ||
        column == SCHEMA_NONE || !diff->pairs.items[column].to)
        return STATE_SAME;
    const bool apart = diff->from.origin[column] != diff->to.origin[column];
    if (!pair->to)
        return apart ? STATE_DROP : STATE_SAME;
    return (apart || !row_follows(pair->to)) &&
                   strcmp(pair->from->definition, pair->to->definition) != 0
               ? STATE_ALTER
               : STATE_SAME;
}

/* --- The whole --------------------------------------------------------------------- */

struct error *
postgresql_diff(struct schema_changes *changes, const struct schema *from,
                const struct schema *to, struct arena *arena)
{
    struct diff diff = {.arena = arena};
    bool *renamed = arena_array(arena, from->count + to->count + 1, sizeof *renamed);
    pairs_make(&diff.pairs, from, to, arena);
    const size_t count = diff.pairs.count;
    side_make(&diff.from, from, diff.pairs.of_from, count, arena);
    side_make(&diff.to, to, diff.pairs.of_to, count, arena);
    diff.state = arena_array(arena, count + 1, sizeof *diff.state);
    diff.joined = arena_array(arena, count + 1, sizeof(bool));
    diff.drops = arena_array(arena, count + 1, sizeof(size_t));
    diff.alters = arena_array(arena, count + 1, sizeof(size_t));
    diff.makes = arena_array(arena, count + 1, sizeof(size_t));
    diff.ends = arena_array(arena, count + 1, sizeof(size_t));
    for (size_t i = 0; i < count; i++) {
        struct pair *pair = &diff.pairs.items[i];
        const size_t owner = pair->from ? diff.from.parent[i] : SCHEMA_NONE;
        if (owner != SCHEMA_NONE && pair->from->aside && diff.pairs.items[owner].to)
            pair->to = pair->from;
        diff.state[i] = state_of_default(&diff, i);
        if (diff.state[i] == STATE_SAME)
            diff.state[i] = state_of(pair);
        /* The name must be free: the key that has it for a part gives it back. */
        if (pair_is_two(pair) && diff.state[i] == STATE_CREATE && owner != SCHEMA_NONE)
            renamed[owner] = true;
        diff.drops[i] = diff.alters[i] = diff.makes[i] = diff.ends[i] = SCHEMA_NONE;
    }
    for (size_t i = 0; i < count; i++)
        if (renamed[i] && diff.state[i] == STATE_SAME)
            diff.state[i] = STATE_RECREATE;
    types_mark(&diff);
    privileges_mark(&diff);
    closure_run(&diff);
    joined_mark(&diff);
    for (size_t i = 0; i < count; i++)
        nodes_of(&diff, i);
    edges_make(&diff);
    nodes_write(&diff, changes);
    changes->commits = types_commit(&diff);
    return NULL;
}
