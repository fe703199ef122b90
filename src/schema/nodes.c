/* The statements of a way as a graph: which there are, and which must come before which.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

/* --- Nodes ------------------------------------------------------------------------- */

enum phase { PHASE_DROP, PHASE_ALTER, PHASE_CREATE };

static size_t
node_add(struct diff *diff, enum phase phase, size_t pair, const char *sql)
{
    const struct pair *of = &diff->pairs.items[pair];
    const struct node node = {.phase = (int)phase,
                              .row = phase == PHASE_DROP ? of->from
                                     : of->to            ? of->to
                                                         : of->from,
                              .pair = pair,
                              .sql = sql};
    vec_push(&diff->nodes, diff->arena, node);
    return diff->nodes.count - 1;
}

static size_t
drop_node(const struct diff *diff, size_t pair)
{
    /* It leaves its owner before that goes. */
    const struct schema_row *row = diff->pairs.items[pair].from;
    if (row && row_is(row, "sequence") && !is_gone(diff->state[pair]))
        return SCHEMA_NONE;
    for (size_t at = pair; at != SCHEMA_NONE; at = diff->from.parent[at])
        if (diff->drops[at] != SCHEMA_NONE)
            return diff->drops[at];
    /* It goes with the one that it inherits. */
    for (; pair != SCHEMA_NONE; pair = diff->from.parent[pair])
        if (diff->from.origin[pair] != SCHEMA_NONE && is_gone(diff->state[pair]))
            return drop_node(diff, diff->from.origin[pair]);
    return SCHEMA_NONE;
}

/* An inherited column that a table gets comes with the statement about the one that it
 * comes from; in a new table, with that. */
static size_t
make_node(const struct diff *diff, size_t pair)
{
    while (pair != SCHEMA_NONE && diff->makes[pair] == SCHEMA_NONE &&
           diff->pairs.items[pair].to && diff->pairs.items[pair].to->inlined) {
        const size_t origin = diff->to.origin[pair], parent = diff->to.parent[pair];
        pair = origin != SCHEMA_NONE && is_made(diff->state[pair]) &&
                       (parent == SCHEMA_NONE || !is_made(diff->state[parent]))
                   ? origin
                   : parent;
    }
    return pair == SCHEMA_NONE ? SCHEMA_NONE : diff->makes[pair];
}

static bool
is_covered(const struct diff *diff, size_t pair)
{
    size_t at = diff->from.parent[pair];
    while (at != SCHEMA_NONE && row_follows(diff->pairs.items[at].from))
        at = diff->from.parent[at];
    return at != SCHEMA_NONE &&
           (is_gone(diff->state[at]) || diff->state[at] == STATE_REPLACE);
}

static void
warn(struct diff *diff, size_t node, const char *warning)
{
    diff->nodes.items[node].warning = warning;
}

/* Whether a table below is to keep the column for itself. */
static bool
is_kept_below(const struct diff *diff, size_t column)
{
    for (size_t k = 0; k < diff->pairs.count; k++) {
        const struct pair *child = &diff->pairs.items[k];
        if (diff->from.origin[k] == column && child->from && row_follows(child->from) &&
            ((child->to && !row_follows(child->to)) || is_kept_below(diff, k)))
            return true;
    }
    return false;
}

static const char *
drop_sql(const struct diff *diff, size_t i)
{
    static const char begin[] = "ALTER TABLE ";
    const char *drop = diff->pairs.items[i].from->drop;
    if (!row_is(diff->pairs.items[i].from, "column"))
        return counter_drop_sql(diff, i);
    return is_kept_below(diff, i)
               ? arena_printf(diff->arena, "%sONLY %s", begin, drop + strlen(begin))
               : drop;
}

static void
drops_of(struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const char *unjoin = unjoin_sql(diff, i);
    if (unjoin)
        diff->drops[i] = node_add(diff, PHASE_DROP, i, unjoin);
    else if (partition_rid_of(diff, i) != SCHEMA_NONE)
        diff->drops[i] = node_add(diff, PHASE_DROP, i, from->drop);
    else if (from && is_gone(diff->state[i]) && from->drop &&
             (!row_follows(from) || row_is(from, "default")) &&
             (!is_covered(diff, i) || is_key_to_gone(diff, i) || is_referred_to(diff, i)))
        diff->drops[i] = node_add(diff, PHASE_DROP, i, drop_sql(diff, i));
}

void
edge_add(struct diff *diff, size_t before, size_t after)
{
    const struct edge edge = {before, after};
    if (before != SCHEMA_NONE && after != SCHEMA_NONE && before != after)
        vec_push(&diff->edges.list, diff->arena, edge);
}

static bool
is_new_key(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    return row && is_foreign_key(row) && is_made(diff->state[i]) && !row_follows(row);
}

/* Keys of partitions, or to partitions, have parts, whose names the server chooses: while
 * one is made, the names that others of its table are still to get are taken. */
static void
names_reserve(struct diff *diff, size_t i)
{
    struct node *node = &diff->nodes.items[diff->makes[i]];
    struct buf before = {.arena = diff->arena}, after = {.arena = diff->arena};
    for (size_t k = i + 1; k < diff->pairs.count; k++) {
        if (diff->to.parent[k] != diff->to.parent[i] || !is_new_key(diff, k))
            continue;
        const char *drop = diff->pairs.items[k].to->drop;
        const char *name = strstr(drop, " DROP CONSTRAINT ");
        buf_printf(&before, "%.*s ADD%s CHECK (true) NOT VALID;\n", (int)(name - drop),
                   drop, name + strlen(" DROP"));
        buf_printf(&after, ";\n%s", drop);
        edge_add(diff, diff->makes[i], diff->makes[k]);
    }
    if (before.length)
        node->sql = arena_printf(diff->arena, "%s%s%s", buf_text(&before), node->sql,
                                 buf_text(&after));
}

static void
makes_of(struct diff *diff, size_t i)
{
    const struct schema_row *to = diff->pairs.items[i].to;
    const char *join = join_sql(diff, i);
    if (join)
        diff->makes[i] = node_add(diff, PHASE_CREATE, i, join);
    if (join && !row_is(to, "default") &&
        (!strstr(join, " ADD COLUMN ") ||
         (strstr(join, " NOT NULL") && !strstr(join, " DEFAULT "))))
        warn(diff, diff->makes[i], warning_of_rows(to, diff->arena));
    if (!to || !is_made(diff->state[i]) || row_follows(to))
        return;
    const size_t parent = diff->to.parent[i];
    if (to->inlined && parent != SCHEMA_NONE && is_made(diff->state[parent]))
        return;
    const char *warning = NULL;
    const char *sql = statement_make(diff, i, &warning);
    diff->makes[i] = node_add(diff, PHASE_CREATE, i, sql);
    warn(diff, diff->makes[i], warning);
}

static void
alters_of(struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    if (!from || !to || diff->state[i] != STATE_ALTER)
        return;
    const char *warning = NULL;
    const char *sql = statement_alter(diff, i, &warning);
    if (!sql || !*sql)
        return;
    /* A function is another one by its new text, and may need what is new. */
    const bool replaced = row_is(to, "function") || row_is(to, "procedure");
    diff->alters[i] = node_add(diff, replaced ? PHASE_CREATE : PHASE_ALTER, i, sql);
    warn(diff, diff->alters[i], warning);
}

static void
replaces_of(struct diff *diff, size_t i)
{
    const struct schema_row *to = diff->pairs.items[i].to;
    if (!to || diff->state[i] != STATE_REPLACE)
        return;
    diff->drops[i] = node_add(diff, PHASE_DROP, i, type_rename_sql(diff, i));
    warn(diff, diff->drops[i],
         arena_printf(diff->arena,
                      "%s %s is replaced: values that it has no more make this fail",
                      to->kind, id_shown(to->id)));
    diff->makes[i] = node_add(diff, PHASE_CREATE, i, to->make);
    diff->ends[i] = node_add(diff, PHASE_CREATE, i, type_drop_sql(diff, i));
}

void
nodes_of(struct diff *diff, size_t i)
{
    if (diff->state[i] == STATE_REPLACE) {
        replaces_of(diff, i);
        return;
    }
    drops_of(diff, i);
    makes_of(diff, i);
    alters_of(diff, i);
}

/* --- Edges ------------------------------------------------------------------------- */

static void
edges_from(struct diff *diff, const struct use *use)
{
    const size_t user = use->user, used = use->used;
    /* What a partition has of an index or key of the whole goes with whichever goes
     * first. */
    const size_t table = root_of(&diff->from, used);
    if (is_gone(diff->state[table]) &&
        (is_index_part(diff, user) || table == table_of_key(diff, user)))
        return;
    const size_t goes = drop_node(diff, used), user_goes = drop_node(diff, user);
    if (user_goes != SCHEMA_NONE)
        edge_add(diff, user_goes, goes);
    else if (!side_needs(&diff->to, user, used))
        edge_add(diff, diff->alters[user], goes);
    if (is_gone(diff->state[user]) && diff->state[used] == STATE_ALTER &&
        !row_is(diff->pairs.items[used].from, "sequence"))
        edge_add(diff, user_goes, diff->alters[used]);
    if (diff->state[used] == STATE_REPLACE) {
        edge_add(diff, diff->alters[user], diff->ends[used]);
        edge_add(diff, diff->ends[user], diff->ends[used]);
        edge_add(diff, user_goes, diff->drops[used]);
    }
}

static void
edges_to(struct diff *diff, const struct use *use)
{
    const size_t user = use->user, used = use->used;
    const struct pair *pair = &diff->pairs.items[user];
    /* The sequence of a serial column belongs to it, and is made before it. */
    if (row_is(pair->to, "sequence") && diff->to.parent[user] == used)
        return;
    const size_t makes = make_node(diff, user), used_makes = make_node(diff, used);
    edge_add(diff, used_makes, makes);
    edge_add(diff, used_makes, diff->alters[user]);
    edge_add(diff, diff->alters[used], makes);
    edge_add(diff, diff->alters[used], diff->alters[user]);
}

/* A table is joined to another one when that is made, and itself in shape for it. */
static void
edges_of_join(struct diff *diff, size_t link)
{
    const struct pair *pairs = diff->pairs.items;
    const size_t child = diff->to.parent[link];
    const struct schema_row *row = pairs[link].to;
    if (!row || diff->makes[link] == SCHEMA_NONE || child == SCHEMA_NONE)
        return;
    const size_t whole = pair_find(&diff->pairs, "table", whole_of(row, pairs[child].to));
    if (whole != SCHEMA_NONE)
        edge_add(diff, diff->makes[whole], diff->makes[link]);
    for (size_t k = 0; diff->joined[child] && k < diff->pairs.count; k++) {
        if (pairs[k].to && row_follows(pairs[k].to) && root_of(&diff->to, k) == child) {
            edge_add(diff, diff->drops[link], diff->makes[k]);
            edge_add(diff, diff->makes[k], diff->makes[link]);
        }
        if (pairs[k].from && root_of(&diff->from, k) == child && k != link)
            edge_add(diff, diff->drops[k], diff->makes[link]);
    }
}

/* A table is parted from another one before that goes, and before a new one takes what it
 * stood for. */
static void
edges_of_links(struct diff *diff)
{
    const struct pair *pairs = diff->pairs.items;
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const size_t child = diff->from.parent[i];
        if (row_is(pairs[i].from ? pairs[i].from : pairs[i].to, "inherit"))
            edges_of_join(diff, i);
        if (!pairs[i].from || diff->drops[i] == SCHEMA_NONE || child == SCHEMA_NONE ||
            !row_is(pairs[i].from, "inherit"))
            continue;
        const char *whole = whole_of(pairs[i].from, pairs[child].from);
        const size_t table = pair_find(&diff->pairs, "table", whole);
        edge_add(diff, diff->drops[i],
                 table == SCHEMA_NONE ? SCHEMA_NONE : diff->drops[table]);
        for (size_t k = 0; k < diff->pairs.count; k++) {
            const size_t other = diff->to.parent[k];
            if (k != i && pairs[k].to && row_is(pairs[k].to, "inherit") &&
                other != SCHEMA_NONE &&
                strcmp(whole_of(pairs[k].to, pairs[other].to), whole) == 0)
                edge_add(diff, diff->drops[i], make_node(diff, k));
        }
    }
}

/* What changes on the whole reaches a partition only while it is attached: one that gets
 * other bounds is detached after that. */
static void
edges_of_partitions(struct diff *diff)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct schema_row *link = diff->pairs.items[i].from;
        if (!link || !row_is(link, "inherit") || diff->state[i] != STATE_RECREATE ||
            diff->drops[i] == SCHEMA_NONE)
            continue;
        for (size_t k = 0; k < diff->nodes.count; k++) {
            const size_t of = diff->nodes.items[k].pair;
            const struct pair *other = &diff->pairs.items[of];
            const struct side *side = other->to ? &diff->to : &diff->from;
            const size_t root = root_of(side, of);
            if (of != i && diff->pairs.items[root].from && diff->pairs.items[root].to &&
                !is_gone(diff->state[root]) &&
                side_needs(&diff->from, diff->from.parent[i], root) &&
                !row_is(diff->nodes.items[k].row, "index"))
                edge_add(diff, k, diff->drops[i]);
        }
    }
}

/* Names that are given anew must be free: a view where a table was, an index of the name
 * of a constraint. */
static void
edges_of_names(struct diff *diff)
{
    static const char *const named[] = {
        "table", "view",  "materialized view", "sequence",  "composite", "enum", "domain",
        "range", "index", "function",          "procedure", "aggregate", NULL};
    struct names_of {
        const char *id;
        size_t node;
        bool drops;
    };
    VEC(struct names_of) list = {0};
    vec_each (&diff->nodes, node)
        if (node->phase != PHASE_ALTER && one_of(node->row, named)) {
            const struct names_of name = {node->row->id,
                                          (size_t)(node - diff->nodes.items),
                                          node->phase == PHASE_DROP};
            vec_push(&list, diff->arena, name);
        }
    for (size_t i = 0; i < list.count; i++)
        for (size_t k = 0; k < list.count; k++)
            if (list.items[i].drops && !list.items[k].drops &&
                strcmp(list.items[i].id, list.items[k].id) == 0)
                edge_add(diff, list.items[i].node, list.items[k].node);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        if (diff->drops[i] == SCHEMA_NONE ||
            !(row_is(pair->from, "index") || row_is(pair->from, "constraint")))
            continue;
        for (size_t k = 0; k < diff->pairs.count; k++) {
            const struct pair *other = &diff->pairs.items[k];
            if (diff->makes[k] != SCHEMA_NONE && k != i &&
                (row_is(other->to, "index") || row_is(other->to, "constraint")) &&
                diff->to.parent[k] == diff->from.parent[i])
                edge_add(diff, diff->drops[i], diff->makes[k]);
        }
    }
}

void
edges_make(struct diff *diff)
{
    /* An inherited column changes with the statement about the one that it comes from. */
    for (size_t i = 0; i < diff->pairs.count; i++) {
        size_t of = diff->state[i] == STATE_ALTER ? i : SCHEMA_NONE;
        while (of != SCHEMA_NONE && diff->alters[of] == SCHEMA_NONE)
            of = diff->to.origin[of];
        if (of != SCHEMA_NONE)
            diff->alters[i] = diff->alters[of];
    }
    vec_each (&diff->from.uses, use)
        edges_from(diff, use);
    vec_each (&diff->to.uses, use)
        edges_to(diff, use);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const size_t table = partition_rid_of(diff, i);
        if (table != SCHEMA_NONE)
            edge_add(diff, drop_node(diff, link_of(diff, table, root_of(&diff->from, i))),
                     diff->drops[i]);
        edge_add(diff, drop_node(diff, i), diff->makes[i]);
        if (diff->ends[i] != SCHEMA_NONE)
            edge_add(diff, diff->makes[i], diff->ends[i]);
        const struct pair *pair = &diff->pairs.items[i];
        if (pair->from && pair->from->aside && diff->makes[i] != SCHEMA_NONE)
            edge_add(diff, make_node(diff, diff->from.parent[i]), diff->makes[i]);
    }
    bool *reserved = arena_array(diff->arena, diff->pairs.count + 1, sizeof *reserved);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct schema_row *part = diff->pairs.items[i].to;
        const size_t key = diff->to.parent[i];
        if (!part || key == SCHEMA_NONE || reserved[key] || !row_is(part, "constraint") ||
            !is_new_key(diff, key))
            continue;
        reserved[key] = true;
        names_reserve(diff, key);
    }
    edges_of_bodies(diff);
    edges_of_names(diff);
    edges_of_partitions(diff);
    edges_of_links(diff);
}

static int
node_compare(const void *a, const void *b, void *context)
{
    const struct diff *diff = context;
    const struct node *one = &diff->nodes.items[*(const size_t *)a];
    const struct node *other = &diff->nodes.items[*(const size_t *)b];
    if (one->phase != other->phase)
        return one->phase - other->phase;
    if (one->row->order != other->row->order)
        return (one->row->order < other->row->order) == (one->phase != PHASE_DROP) ? -1
                                                                                   : 1;
    /* A key to or of partitions makes more keys, whose names the server chooses: the
     * names that it could choose are taken first. */
    const bool chosen = strstr(one->row->id, "_fkey"),
               same = strstr(other->row->id, "_fkey");
    if (one->phase == PHASE_CREATE && chosen != same)
        return chosen ? -1 : 1;
    const int ids = strcmp(one->row->id, other->row->id);
    return ids ? ids : (one > other) - (one < other);
}

void
nodes_write(struct diff *diff, struct schema_changes *changes)
{
    const size_t count = diff->nodes.count;
    size_t *sorted = arena_array(diff->arena, count + 1, sizeof *sorted);
    size_t *rank = arena_array(diff->arena, count + 1, sizeof *rank);
    for (size_t i = 0; i < count; i++)
        sorted[i] = i;
    qsort_r(sorted, count, sizeof *sorted, node_compare, diff);
    for (size_t i = 0; i < count; i++)
        rank[sorted[i]] = i;
    const size_t *order = nodes_order(rank, count, &diff->edges, diff->arena);
    for (size_t i = 0; i < count; i++) {
        const struct node *node = &diff->nodes.items[order[i]];
        /* The next counter goes on where it stood. */
        const bool kept = row_is(node->row, "sequence") && node->sql != node->row->drop;
        change_add(changes, diff->arena, node->sql,
                   node->phase == PHASE_DROP && !node->warning && !kept
                       ? warning_of_drop(node->row, diff->arena)
                       : node->warning);
        if (node->phase != PHASE_CREATE)
            continue;
        struct schema_change *change = &changes->list.items[changes->list.count - 1];
        change->table = row_is(node->row, "table") || row_is(node->row, "sequence");
        change->late = is_foreign_key(node->row) || row_is(node->row, "trigger") ||
                       row_is(node->row, "rule");
        change->view = row_is(node->row, "materialized view") ? node->row->id : NULL;
    }
}
