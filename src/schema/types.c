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

/* Whether columns of tables that stay have the type. */
static bool
has_columns(const struct diff *diff, size_t type)
{
    for (size_t i = diff->from.first[type]; i < diff->from.first[type + 1]; i++) {
        const struct pair *user = &diff->pairs.items[diff->from.uses.items[i].user];
        if (user->from && user->to && row_is(user->from, "column") &&
            strcmp(user->from->key, user->to->key) == 0)
            return true;
    }
    return false;
}

bool
type_is_replaced(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    return (row_is(row, "enum") || row_is(row, "domain") || row_is(row, "range")) &&
           has_columns(diff, i);
}

void
types_mark(struct diff *diff)
{
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

/* name -> name__old, within the quotes if it has some. */
static const char *
old_name(struct str name, struct arena *arena)
{
    const bool quoted = name.length > 1 && name.data[name.length - 1] == '"';
    return arena_printf(arena, "%.*s__old%s", (int)(name.length - quoted), name.data,
                        quoted ? "\"" : "");
}

const char *
type_rename_sql(const struct diff *diff, size_t i)
{
    const char *id = diff->pairs.items[i].from->id;
    return arena_printf(diff->arena, "ALTER %s %s RENAME TO %s",
                        row_is(diff->pairs.items[i].from, "domain") ? "DOMAIN" : "TYPE",
                        id,
                        old_name(id_last(str_from(id), &(struct str){0}), diff->arena));
}

const char *
type_drop_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    const struct str name = id_last(str_from(row->id), &(struct str){0});
    const int schema = (int)(name.data - row->id);
    return arena_printf(diff->arena, "DROP %s %.*s%s",
                        row_is(row, "domain") ? "DOMAIN" : "TYPE", schema, row->id,
                        old_name(name, diff->arena));
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
