/* Types that columns have cannot be dropped, and a new value of an enum can be used only
 * after it was committed. */
#include "diff.h"

#include <string.h>

/* The labels of "'a', 'it''s'", each with its quotes. */
struct labels {
    VEC(struct str) list;
};

static struct labels
labels_cut(const char *text, struct arena *arena)
{
    struct labels labels = {0};
    struct sql_lexer lexer = {&sql_postgresql, text, text + strlen(text)};
    for (struct sql_token token = {.kind = SQL_SPACE}; token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error); /* the server wrote it: it can be read */
            break;
        }
        if (token.kind == SQL_STRING)
            vec_push(&labels.list, arena, token.text);
    }
    return labels;
}

static bool
labels_have(const struct labels *labels, struct str label)
{
    vec_each (&labels->list, other)
        if (str_equal(*other, label))
            return true;
    return false;
}

/* Whether the old labels are there, in the old order. */
static bool
only_grows(const struct pair *pair, struct arena *arena)
{
    const struct labels before = labels_cut(pair->from->definition, arena);
    const struct labels after = labels_cut(pair->to->definition, arena);
    size_t found = 0;
    vec_each (&after.list, label)
        if (found < before.list.count && str_equal(*label, before.list.items[found]))
            found++;
    return found == before.list.count;
}

static const char *const replaced[] = {"enum", "domain", "range", NULL};

/* Whether columns of tables that stay have the type, or one that is made of it. */
static bool
has_columns(const struct diff *diff, size_t type)
{
    for (size_t i = diff->from.first[type]; i < diff->from.first[type + 1]; i++) {
        const size_t pair = diff->from.uses.items[i].user;
        const struct pair *user = &diff->pairs.items[pair];
        if (!user->from || !user->to)
            continue;
        if (row_is(user->from, "column")
                ? strcmp(user->from->key, user->to->key) == 0
                : one_of(user->from, replaced) && has_columns(diff, pair))
            return true;
    }
    return false;
}

bool
type_is_replaced(const struct diff *diff, size_t i)
{
    return one_of(diff->pairs.items[i].from, replaced) && has_columns(diff, i);
}

/* Whether columns have arrays of it, or the like: then the server adds no condition. */
static bool
is_in_arrays(const struct diff *diff, size_t domain)
{
    const char *id = diff->pairs.items[domain].from->id;
    for (size_t i = diff->from.first[domain]; i < diff->from.first[domain + 1]; i++) {
        const struct pair *user = &diff->pairs.items[diff->from.uses.items[i].user];
        if (user->from && user->to && row_is(user->from, "column") &&
            strcmp(user->from->definition, id) != 0)
            return true;
    }
    return false;
}

static void
domains_mark(struct diff *diff)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        const size_t domain = diff->to.parent[i];
        if (pair->to && diff->state[i] != STATE_SAME && domain != SCHEMA_NONE &&
            (row_is(pair->to, "domain constraint") ||
             row_is(pair->to, "domain not null")) &&
            diff->state[domain] == STATE_SAME && is_in_arrays(diff, domain))
            diff->state[domain] = STATE_REPLACE;
    }
}

void
types_mark(struct diff *diff)
{
    domains_mark(diff);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        if (diff->state[i] != STATE_RECREATE)
            continue;
        if (row_is(pair->from, "enum") && only_grows(pair, diff->arena))
            diff->state[i] = STATE_ALTER;
        else if (type_is_replaced(diff, i))
            diff->state[i] = STATE_REPLACE;
    }
}

const char *
type_values_sql(const struct diff *diff, size_t i)
{
    const struct pair *pair = &diff->pairs.items[i];
    const struct labels before = labels_cut(pair->from->definition, diff->arena);
    const struct labels after = labels_cut(pair->to->definition, diff->arena);
    struct buf sql = {.arena = diff->arena};
    for (size_t k = 0; k < after.list.count; k++) {
        const struct str label = after.list.items[k];
        if (labels_have(&before, label))
            continue;
        buf_printf(&sql, "%sALTER TYPE %s ADD VALUE %.*s", sql.length ? ";\n" : "",
                   pair->to->id, STR_ARG(label));
        if (k)
            buf_printf(&sql, " AFTER %.*s", STR_ARG(after.list.items[k - 1]));
        else if (before.list.count)
            buf_printf(&sql, " BEFORE %.*s", STR_ARG(before.list.items[0]));
    }
    return buf_text(&sql);
}

static bool
is_taken(const struct diff *diff, const char *id)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        if ((pair->from && strcmp(pair->from->id, id) == 0) ||
            (pair->to && strcmp(pair->to->id, id) == 0))
            return true;
    }
    return false;
}

/* name -> name__old, within the quotes if it has some; no longer than the server takes,
 * and a name that nothing has. */
static const char *
old_name(const struct diff *diff, const char *id)
{
    enum { LONGEST = 63 }; /* bytes */
    struct str schema;
    const struct str name = id_last(str_from(id), &schema);
    const size_t quoted = name.data[name.length - 1] == '"';
    for (size_t i = 0;; i++) {
        const char *mark = i ? arena_printf(diff->arena, "__old%zu", i + 1) : "__old";
        size_t length = name.length - 2 * quoted;
        if (length > LONGEST - strlen(mark))
            length = LONGEST - strlen(mark);
        while (length + 2 * quoted < name.length &&
               ((unsigned char)name.data[quoted + length] & 0xC0) == 0x80)
            length--;
        /* Not between two quotes that stand for one. */
        size_t quotes = 0;
        while (length > quotes && name.data[quoted + length - 1 - quotes] == '"')
            quotes++;
        length -= quotes % 2;
        const char *old = arena_printf(diff->arena, "%.*s%s%s", (int)(length + quoted),
                                       name.data, mark, quoted ? "\"" : "");
        if (!is_taken(diff, arena_printf(diff->arena, "%.*s.%s", STR_ARG(schema), old)))
            return old;
    }
}

/* What a property of a range is, in its CREATE TYPE. */
static const char *
range_property(const struct schema_row *row, const char *mark, struct arena *arena)
{
    const char *at = strstr(row->make, mark);
    if (!at)
        return NULL;
    at += strlen(mark);
    size_t length = 0;
    for (bool quoted = false; quoted || (at[length] != ',' && at[length] != ')');
         length++)
        quoted ^= at[length] == '"';
    return str_dup(arena, (struct str){at, length});
}

/* The functions that make values of a range are called as the type. */
static const char *
range_rename_sql(const struct diff *diff, const struct schema_row *row)
{
    struct arena *arena = diff->arena;
    const char *of = range_property(row, "subtype = ", arena);
    const char *other = range_property(row, "multirange_type_name = ", arena);
    const char *old = old_name(diff, row->id);
    const char *sql =
        arena_printf(arena,
                     "ALTER FUNCTION %s(%s, %s) RENAME TO %s;\n"
                     "ALTER FUNCTION %s(%s, %s, text) RENAME TO %s;\n"
                     "ALTER TYPE %s RENAME TO %s",
                     row->id, of, of, old, row->id, of, of, old, row->id, old);
    if (!other)
        return sql;
    old = old_name(diff, other);
    return arena_printf(arena,
                        "%s;\nALTER FUNCTION %s() RENAME TO %s;\n"
                        "ALTER TYPE %s RENAME TO %s",
                        sql, other, old, other, old);
}

const char *
type_rename_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    return row_is(row, "range") ? range_rename_sql(diff, row)
                                : arena_printf(diff->arena, "ALTER %s %s RENAME TO %s",
                                               row_is(row, "domain") ? "DOMAIN" : "TYPE",
                                               row->id, old_name(diff, row->id));
}

const char *
type_drop_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    const struct str name = id_last(str_from(row->id), &(struct str){0});
    const int schema = (int)(name.data - row->id);
    return arena_printf(diff->arena, "DROP %s %.*s%s",
                        row_is(row, "domain") ? "DOMAIN" : "TYPE", schema, row->id,
                        old_name(diff, row->id));
}

bool
types_commit(const struct diff *diff)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        if (diff->state[i] != STATE_ALTER || !row_is(pair->to, "enum"))
            continue;
        const struct labels before = labels_cut(pair->from->definition, diff->arena);
        const struct labels after = labels_cut(pair->to->definition, diff->arena);
        vec_each (&after.list, label)
            vec_each (&diff->nodes, node)
                if (!labels_have(&before, *label) && node->pair != i &&
                    strstr(node->sql, str_dup(diff->arena, *label)))
                    return true;
    }
    return false;
}
