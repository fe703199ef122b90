/* The difference of two schemas of PostgreSQL as a list of statements.
 *
 * Each pair of rows gets a state; what needs something that is dropped or changes its
 * type is dropped and made again with it; then the statements are nodes of a graph whose
 * edges are the dependencies, on either side, and are sorted. */
#include "types.h"

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
                          .origin = arena_array(arena, pairs + 1, sizeof(size_t))};
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
        if (schema->needs[i].type == 'h')
            side->origin[pair_of[user]] = pair_of[used];
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

static bool
side_needs(const struct side *side, size_t user, size_t used)
{
    for (size_t i = side->first[used]; i < side->first[used + 1]; i++)
        if (side->uses.items[i].user == user)
            return true;
    return false;
}

/* --- What goes along --------------------------------------------------------------- */

static bool
is_gone(enum state state)
{
    return state == STATE_DROP || state == STATE_RECREATE;
}

static bool
is_made(enum state state)
{
    return state == STATE_CREATE || state == STATE_RECREATE || state == STATE_REPLACE;
}

static bool
one_of(const struct schema_row *row, const char *const *kinds)
{
    for (; *kinds; kinds++)
        if (row_is(row, *kinds))
            return true;
    return false;
}

/* "character varying" of "character varying(10)". */
static struct str
base_type(const char *type)
{
    const char *collate = strstr(type, " COLLATE ");
    const struct str text = {type, collate ? (size_t)(collate - type) : strlen(type)};
    return str_trim(str_before(text, '(', &(struct str){0}, NULL));
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
    /* Of a column that goes a sequence can stay, if it belongs to it no more. */
    return !(row_is(other->from, "sequence") && other->to &&
             diff->to.parent[user] != used);
}

/* Marks a user of what goes; whether that is news. */
static bool
user_mark(struct diff *diff, size_t user, size_t used)
{
    enum state *state = &diff->state[user];
    const struct pair *pair = &diff->pairs.items[user];
    const bool inherited = pair->from && diff->from.origin[user] == used;
    if (inherited && is_gone(diff->state[used]) && !is_gone(*state)) {
        *state = pair->to ? STATE_RECREATE : STATE_DROP;
        return true;
    }
    if (!pair->from || !pair->to || is_gone(*state) || *state == STATE_REPLACE ||
        !must_follow(diff, user, used))
        return false;
    /* Altered to do without it: then that comes first. A sequence leaves its old owner
     * before the new one may be ready for it. */
    if (*state == STATE_ALTER && is_gone(diff->state[used]) &&
        !row_is(pair->from, "sequence owner") && !side_needs(&diff->to, user, used))
        return false;
    if (row_follows(pair->from) && diff->from.parent[user] != used)
        return false;
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

static long long
number_behind(const char *text, const char *word)
{
    const char *at = strstr(text, word);
    return at ? strtoll(at + strlen(word), NULL, 10) : 0;
}

static const char *
text_literal(const char *text, struct arena *arena)
{
    struct buf literal = {.arena = arena};
    sql_literal(&literal, &sql_postgresql, str_from(text));
    return buf_text(&literal);
}

/* "users"."na""me" -> na"me, for functions that take a name as a text. */
static const char *
bare(struct str name, struct arena *arena)
{
    struct buf out = {.arena = arena};
    const bool quoted = name.length > 1 && name.data[0] == '"';
    for (size_t i = quoted; i + quoted < name.length; i++) {
        buf_char(&out, name.data[i]);
        i += quoted && name.data[i] == '"';
    }
    return text_literal(buf_text(&out), arena);
}

/* The sequence of an identity column, as an expression. */
static const char *
sequence_of(const struct schema_row *identity, struct arena *arena)
{
    struct str table;
    const struct str name = id_last(str_from(identity->id), &table);
    return arena_printf(arena, "pg_catalog.pg_get_serial_sequence(%s, %s)",
                        text_literal(str_dup(arena, table), arena), bare(name, arena));
}

/* A counter that stands outside its new bounds must move into them first. */
static const char *
counter_alter_sql(const struct diff *diff, const struct schema_row *from,
                  const struct schema_row *to)
{
    const char *before = from->definition, *after = to->definition;
    const char *const words[] = {" MINVALUE ", " MAXVALUE "};
    const char *counter = row_is(to, "identity") ? sequence_of(to, diff->arena)
                                                 : text_literal(to->id, diff->arena);
    struct buf sql = {.arena = diff->arena};
    for (size_t i = 0; i < 2; i++) {
        const long long old = number_behind(before, words[i]);
        const long long new = number_behind(after, words[i]);
        const bool narrower = i ? new < old : new > old;
        if (!narrower || new < number_behind(before, words[0]) ||
            new > number_behind(before, words[1]))
            continue;
        buf_printf(&sql,
                   "SELECT pg_catalog.setval(c, %lld, last_value IS NOT NULL)\n"
                   "  FROM pg_catalog.pg_sequences, CAST(%s AS regclass) c\n"
                   " WHERE pg_catalog.format('%%I.%%I', schemaname, "
                   "sequencename)::regclass = c"
                   " AND coalesce(last_value, start_value) %s %lld;\n",
                   new, counter, i ? ">" : "<", new);
    }
    buf_puts(&sql, to->alter);
    return buf_text(&sql);
}

static size_t
root_of(const struct side *side, size_t pair)
{
    while (side->parent[pair] != SCHEMA_NONE)
        pair = side->parent[pair];
    return pair;
}

/* Keys that refer to one another make a circle of DROP TABLEs: they go first, by
 * themselves, when the table that they refer to goes as well. */
static bool
is_key_to_gone(const struct diff *diff, size_t pair)
{
    const struct schema_row *row = diff->pairs.items[pair].from;
    if (!row_is(row, "constraint") || !str_starts(str_from(row->key), STR("FOREIGN KEY")))
        return false;
    const size_t table = diff->from.parent[pair];
    for (size_t i = 0; i < diff->from.uses.count; i++) {
        const struct use *use = &diff->from.uses.items[i];
        if (use->user != pair)
            continue;
        const size_t other = root_of(&diff->from, use->used); /* of a column */
        if (other != table && is_gone(diff->state[other]))
            return true;
    }
    return false;
}

/* A partition that keys of another table refer to, as parts of a key to the whole, cannot
 * be dropped before it is detached. */
static bool
is_referred_to(const struct diff *diff, size_t pair)
{
    const size_t table = diff->from.parent[pair];
    if (!row_is(diff->pairs.items[pair].from, "inherit") || table == SCHEMA_NONE)
        return false;
    for (size_t i = 0; i < diff->from.uses.count; i++) {
        const struct use *use = &diff->from.uses.items[i];
        if (root_of(&diff->from, use->used) == table &&
            row_is(diff->pairs.items[use->user].from, "constraint") &&
            root_of(&diff->from, use->user) != table)
            return true;
    }
    return false;
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

static size_t
make_node(const struct diff *diff, size_t pair)
{
    while (pair != SCHEMA_NONE && diff->makes[pair] == SCHEMA_NONE &&
           diff->pairs.items[pair].to && diff->pairs.items[pair].to->inlined)
        pair = diff->to.origin[pair] != SCHEMA_NONE && is_made(diff->state[pair])
                   ? diff->to.origin[pair]
                   : diff->to.parent[pair];
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

static const struct schema_row *
wanted_row(const struct diff *diff, const char *kind, const char *id)
{
    const size_t pair = pair_find(&diff->pairs, kind, id);
    return pair == SCHEMA_NONE ? NULL : diff->pairs.items[pair].to;
}

/* A column that was there may hold NULLs: with a default, they get that. */
static const char *
not_null_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const size_t column = diff->to.parent[i];
    if (!row_is(row, "not null") || column == SCHEMA_NONE ||
        !diff->pairs.items[column].from || is_made(diff->state[column]))
        return row->make;
    struct str table;
    const struct str name = id_last(str_from(row->id), &table);
    if (!wanted_row(diff, "default", row->id))
        return row->make;
    return arena_printf(diff->arena,
                        "UPDATE %.*s SET %.*s = DEFAULT WHERE %.*s IS NULL;\n%s",
                        STR_ARG(table), STR_ARG(name), STR_ARG(name), row->make);
}

static bool
is_default_of(const struct diff *diff, const char *column, const char *sequence)
{
    const struct schema_row *row = wanted_row(diff, "default", column);
    return row && str_starts(str_from(row->definition), STR("nextval(")) &&
           strstr(row->definition, sequence);
}

/* A new counter for a column that was there goes on behind its rows. */
static const char *
counter_sql(const struct diff *diff, size_t i, const char *make)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const size_t parent = diff->to.parent[i];
    struct arena *arena = diff->arena;
    const char *column = row->id, *counter = NULL;
    struct str table;
    if (parent == SCHEMA_NONE)
        return make;
    const struct pair *owner = &diff->pairs.items[parent];
    if (row_is(row, "identity") && owner->from && !is_made(diff->state[parent])) {
        counter = sequence_of(row, arena);
    } else if (row_is(row, "sequence owner") && !owner->from) {
        column = row->definition;
        counter = text_literal(row->id, arena);
        const size_t of = pair_find(&diff->pairs, "column", column);
        if (of == SCHEMA_NONE || !diff->pairs.items[of].from ||
            is_made(diff->state[of]) || !is_default_of(diff, column, row->id))
            return make;
    }
    if (!counter)
        return make;
    const struct str name = id_last(str_from(column), &table);
    return arena_printf(arena,
                        "%s;\nSELECT pg_catalog.setval(%s, max(%.*s)) FROM %.*s HAVING "
                        "max(%.*s) >= 1",
                        make, counter, STR_ARG(name), STR_ARG(table), STR_ARG(name));
}

/* Without USING the server refuses what a cast would cut. */
static const char *
column_sql(const struct diff *diff, const struct schema_row *from,
           const struct schema_row *to)
{
    static const char *const texts[] = {"text", "character varying", "character"};
    const struct str a = base_type(from->definition), b = base_type(to->definition);
    bool text[2] = {false, false};
    for (size_t i = 0; i < 3; i++) {
        text[0] |= str_is(a, texts[i]);
        text[1] |= str_is(b, texts[i]);
    }
    const char *using = strstr(to->alter, " USING ");
    /* A type that is replaced keeps its name. */
    const bool renamed = strcmp(from->definition, to->definition) != 0;
    return using && renamed && (str_equal(a, b) || (text[0] && text[1]))
               ? arena_printf(diff->arena, "%.*s", (int)(using - to->alter), to->alter)
               : to->alter;
}

static bool
has_children(const struct side *side, size_t pairs, size_t table)
{
    for (size_t i = 0; i < pairs; i++)
        if (side->origin[i] != SCHEMA_NONE && side->parent[side->origin[i]] == table)
            return true;
    return false;
}

/* Where other tables inherit the column, the server adds no identity with it. */
static const char *
column_make_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const struct schema_row *identity = wanted_row(diff, "identity", row->id);
    const size_t table = diff->to.parent[i], count = diff->pairs.count;
    if (!identity || !(has_children(&diff->to, count, table) ||
                       has_children(&diff->from, count, table)))
        return row->make;
    struct str owner;
    const struct str name = id_last(str_from(row->id), &owner);
    const char *always = strstr(identity->make, "ALWAYS AS IDENTITY");
    const char *how = strstr(identity->make, "AS IDENTITY");
    struct buf sql = {.arena = diff->arena};
    const char *alter = arena_printf(diff->arena, "ALTER TABLE %.*s ALTER COLUMN %.*s",
                                     STR_ARG(owner), STR_ARG(name));
    buf_printf(&sql,
               "ALTER TABLE %.*s ADD COLUMN %.*s %s DEFAULT 0 NOT NULL;\n"
               "%s DROP DEFAULT;\n%s ADD GENERATED BY DEFAULT %s;\n"
               "UPDATE %.*s SET %.*s = pg_catalog.nextval(%s)",
               STR_ARG(owner), STR_ARG(name), row->definition, alter, alter, how,
               STR_ARG(owner), STR_ARG(name), sequence_of(identity, diff->arena));
    if (always)
        buf_printf(&sql, ";\n%s SET GENERATED ALWAYS", alter);
    return buf_text(&sql);
}

static void
warn(struct diff *diff, size_t node, const char *warning)
{
    diff->nodes.items[node].warning = warning;
}

static void
drops_of(struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    if (from && is_gone(diff->state[i]) && from->drop && !row_follows(from) &&
        (!is_covered(diff, i) || is_key_to_gone(diff, i) || is_referred_to(diff, i)))
        diff->drops[i] = node_add(diff, PHASE_DROP, i, from->drop);
}

static bool
fails_on_rows(const struct schema_row *row)
{
    const char *make = row->make;
    return row_is(row, "column") && strstr(make, " NOT NULL") &&
           !strstr(make, " DEFAULT ") && !strstr(make, " GENERATED ");
}

static void
makes_of(struct diff *diff, size_t i)
{
    const struct schema_row *to = diff->pairs.items[i].to;
    if (!to || !is_made(diff->state[i]) || row_follows(to))
        return;
    const size_t parent = diff->to.parent[i];
    if (to->inlined && parent != SCHEMA_NONE && is_made(diff->state[parent]))
        return;
    const char *sql = row_is(to, "column") ? column_make_sql(diff, i)
                                           : counter_sql(diff, i, not_null_sql(diff, i));
    diff->makes[i] = node_add(diff, PHASE_CREATE, i, sql);
    if (row_is(to, "not null") && sql == to->make)
        warn(diff, diff->makes[i],
             arena_printf(diff->arena,
                          "column %s: rows in which it is NULL make this fail",
                          id_shown(to->id)));
    if (fails_on_rows(to))
        warn(diff, diff->makes[i],
             arena_printf(diff->arena,
                          "column %s: without a default this fails if there are rows",
                          id_shown(to->id)));
}

static void
alters_of(struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    if (!from || !to || diff->state[i] != STATE_ALTER)
        return;
    const char *sql = row_is(to, "enum") ? type_values_sql(diff, i)
                      : row_is(to, "sequence") || row_is(to, "identity")
                          ? counter_alter_sql(diff, from, to)
                      : row_is(to, "column") && *to->alter ? column_sql(diff, from, to)
                                                           : to->alter;
    if (!sql || !*sql)
        return;
    diff->alters[i] = node_add(diff, PHASE_ALTER, i, sql);
    if (row_is(to, "column") && strcmp(from->definition, to->definition) != 0)
        warn(diff, diff->alters[i],
             arena_printf(diff->arena,
                          "column %s: %s becomes %s; values may be refused or "
                          "lose digits, and the table may be written anew",
                          id_shown(to->id), from->definition, to->definition));
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

static void
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
edge_add(struct diff *diff, size_t before, size_t after)
{
    const struct edge edge = {before, after};
    if (before != SCHEMA_NONE && after != SCHEMA_NONE && before != after)
        vec_push(&diff->edges.list, diff->arena, edge);
}

static void
edges_from(struct diff *diff, const struct use *use)
{
    const size_t user = use->user, used = use->used;
    const size_t goes = drop_node(diff, used);
    if (is_gone(diff->state[user]))
        edge_add(diff, drop_node(diff, user), goes);
    else if (!side_needs(&diff->to, user, used))
        edge_add(diff, diff->alters[user], goes);
    if (is_gone(diff->state[user]) && diff->state[used] == STATE_ALTER &&
        !row_is(diff->pairs.items[used].from, "sequence"))
        edge_add(diff, drop_node(diff, user), diff->alters[used]);
    if (diff->state[used] == STATE_REPLACE) {
        edge_add(diff, diff->alters[user], diff->ends[used]);
        edge_add(diff, diff->ends[user], diff->ends[used]);
        edge_add(diff, drop_node(diff, user), diff->drops[used]);
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

static void
edges_make(struct diff *diff)
{
    /* An inherited column changes with the statement about the one that it comes from. */
    for (size_t i = 0; i < diff->pairs.count; i++)
        for (size_t of = i; of != SCHEMA_NONE && diff->alters[i] == SCHEMA_NONE &&
                            diff->state[i] == STATE_ALTER;)
            if ((of = diff->to.origin[of]) != SCHEMA_NONE)
                diff->alters[i] = diff->alters[of];
    vec_each (&diff->from.uses, use)
        edges_from(diff, use);
    vec_each (&diff->to.uses, use)
        edges_to(diff, use);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        edge_add(diff, drop_node(diff, i), diff->makes[i]);
        if (diff->ends[i] != SCHEMA_NONE)
            edge_add(diff, diff->makes[i], diff->ends[i]);
        const struct pair *pair = &diff->pairs.items[i];
        if (pair->from && pair->from->aside && diff->makes[i] != SCHEMA_NONE)
            edge_add(diff, make_node(diff, diff->from.parent[i]), diff->makes[i]);
    }
    edges_of_names(diff);
    edges_of_partitions(diff);
}

/* --- The whole --------------------------------------------------------------------- */

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

static void
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
        change_add(changes, diff->arena, node->sql,
                   node->phase == PHASE_DROP && !node->warning
                       ? warning_of_drop(node->row, diff->arena)
                       : node->warning);
        changes->list.items[changes->list.count - 1].table =
            node->phase == PHASE_CREATE && row_is(node->row, "table");
    }
}

struct error *
postgresql_diff(struct schema_changes *changes, const struct schema *from,
                const struct schema *to, struct arena *arena)
{
    struct diff diff = {.arena = arena};
    pairs_make(&diff.pairs, from, to, arena);
    const size_t count = diff.pairs.count;
    side_make(&diff.from, from, diff.pairs.of_from, count, arena);
    side_make(&diff.to, to, diff.pairs.of_to, count, arena);
    diff.state = arena_array(arena, count + 1, sizeof *diff.state);
    diff.drops = arena_array(arena, count + 1, sizeof(size_t));
    diff.alters = arena_array(arena, count + 1, sizeof(size_t));
    diff.makes = arena_array(arena, count + 1, sizeof(size_t));
    diff.ends = arena_array(arena, count + 1, sizeof(size_t));
    for (size_t i = 0; i < count; i++) {
        struct pair *pair = &diff.pairs.items[i];
        const size_t owner = pair->from ? diff.from.parent[i] : SCHEMA_NONE;
        if (owner != SCHEMA_NONE && pair->from->aside && diff.pairs.items[owner].to)
            pair->to = pair->from;
        diff.state[i] = state_of(pair);
        diff.drops[i] = diff.alters[i] = diff.makes[i] = diff.ends[i] = SCHEMA_NONE;
    }
    types_mark(&diff);
    privileges_mark(&diff);
    closure_run(&diff);
    for (size_t i = 0; i < count; i++)
        nodes_of(&diff, i);
    edges_make(&diff);
    nodes_write(&diff, changes);
    changes->commits = types_commit(&diff);
    return NULL;
}
