/* What in a statement rows may make fail, and what it does to them unasked. */
#include "diff.h"

#include <string.h>

/* A domain that takes no NULL, or one over such a one. */
static bool
is_strict_type(const struct diff *diff, const char *type)
{
    const struct schema_row *domain = wanted_row(diff, "domain", type);
    return domain && !wanted_row(diff, "domain default", type) &&
           (wanted_row(diff, "domain not null", type) ||
            is_strict_type(diff, domain->key));
}

static bool
fails_on_rows(const struct diff *diff, const struct schema_row *row)
{
    const char *make = row->make;
    return row_is(row, "column") && !strstr(make, " DEFAULT ") &&
           !strstr(make, " GENERATED ") &&
           (strstr(make, " NOT NULL") || is_strict_type(diff, row->definition));
}

/* In "(a, b DESC)", up to the first parenthesis that closes. */
static bool
list_has(const char *list, struct str name)
{
    for (const char *at = list; *at && *at != ')'; at++)
        if ((*at == '(' || (*at == ' ' && at[-1] == ',')) &&
            strncmp(at + 1, name.data, name.length) == 0 &&
            strchr(",) ", at[name.length + 1]))
            return true;
    return false;
}

/* Whether it is certain to take rows in which the column is NULL. */
static bool
takes_null(const struct schema_row *row, struct str name)
{
    static const char check[] = "CHECK ((", index[] = " USING btree (";
    const char *key = row->key, *list = strstr(row->make, index);
    if (str_starts(str_from(key), STR("UNIQUE (")))
        return list_has(key + strlen("UNIQUE "), name);
    if (is_foreign_key(row))
        return list_has(key + strlen("FOREIGN KEY "), name) &&
               !strstr(key, " MATCH FULL");
    if (row_is(row, "index") && list) {
        list += sizeof index - 2;
        return list_has(list, name) && strcspn(list, ")") == strlen(list) - 1 &&
               !strchr(list + 1, '(');
    }
    /* One comparison. */
    const char *inside = key + sizeof check - 1;
    return str_starts(str_from(key), str_from(check)) &&
           strncmp(inside, name.data, name.length) == 0 && inside[name.length] == ' ' &&
           (strcspn(inside, "(") == strlen(inside) ||
            str_starts(str_from(inside + name.length), STR(" = ANY (ARRAY["))) &&
           !strstr(inside, " IS ") && !strstr(inside, " OR ") && !strstr(inside, " AND ");
}

/* Whether it is about a column that is NULL in all rows, being new. */
static bool
is_about_nothing(const struct diff *diff, size_t i, size_t table)
{
    for (size_t k = 0; k < diff->pairs.count; k++) {
        const struct schema_row *column = diff->pairs.items[k].to;
        if (column && row_is(column, "column") && diff->to.parent[k] == table &&
            is_made(diff->state[k]) && !wanted_row(diff, "default", column->id) &&
            !*column->key && side_needs(&diff->to, i, k) &&
            takes_null(diff->pairs.items[i].to,
                       id_last(str_from(column->id), &(struct str){0})))
            return true;
    }
    return false;
}

/* Whether it goes by a function that is another one now, or by a column that such a one
 * fills. */
static bool
goes_by_other_values(const struct diff *diff, size_t i)
{
    if (!is_made(diff->state[i]))
        return false;
    for (size_t k = 0; k < diff->pairs.count; k++) {
        const struct pair *used = &diff->pairs.items[k];
        if (k == i || !used->to || !is_made(diff->state[k]) ||
            !side_needs(&diff->to, i, k))
            continue;
        if (row_is(used->to, "function") ||
            (used->from && row_is(used->to, "column") && *used->to->key) ||
            (used->from && row_is(used->to, "constraint") &&
             goes_by_other_values(diff, k)))
            return true;
    }
    return false;
}

/* Whether rows that were there may not fit. */
static bool
is_condition(const struct diff *diff, size_t i)
{
    const struct pair *pair = &diff->pairs.items[i];
    const size_t owner = root_of(&diff->to, i);
    const struct pair *owners = &diff->pairs.items[owner];
    const bool domain =
        row_is(pair->to, "domain constraint") || row_is(pair->to, "domain not null");
    const bool key = row_is(pair->to, "constraint") ||
                     (row_is(pair->to, "index") &&
                      str_starts(str_from(pair->to->make), STR("CREATE UNIQUE ")));
    const bool had = pair->from && strcmp(pair->from->key, pair->to->key) == 0 &&
                     !goes_by_other_values(diff, i);
    return (domain || key) && !had && owners->from && owners->to &&
           !is_made(diff->state[owner]) &&
           !str_ends(str_from(pair->to->make), STR(" NOT VALID")) &&
           !is_about_nothing(diff, i, owner);
}

/* Rows that belong into a new partition may be in the one that takes what is left. */
static bool
is_beside_default(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    for (size_t k = 0; k < diff->pairs.count; k++) {
        const struct pair *link = &diff->pairs.items[k];
        if (!link->from || !link->to || k == i || !row_is(link->to, "inherit") ||
            strcmp(link->to->key, "DEFAULT") != 0 || diff->to.parent[k] == SCHEMA_NONE)
            continue;
        const char *whole = whole_of(link->to, diff->pairs.items[diff->to.parent[k]].to);
        const char *made =
            row_is(row, "inherit")
                ? arena_printf(diff->arena, "ALTER TABLE %s ATTACH PARTITION ", whole)
                : arena_printf(diff->arena, " PARTITION OF %s ", whole);
        if ((row_is(row, "inherit") || row_is(row, "table")) && strstr(row->make, made))
            return true;
    }
    return false;
}

static bool
has_triggers(const struct diff *diff, size_t table)
{
    for (size_t i = 0; i < diff->pairs.count; i++)
        if (diff->pairs.items[i].from && row_is(diff->pairs.items[i].from, "trigger") &&
            diff->from.parent[i] == table)
            return true;
    return false;
}

const char *
warning_of_make(const struct diff *diff, size_t i, bool more)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    struct arena *arena = diff->arena;
    const char *id = id_shown(row->id);
    if (row_is(row, "column") && more)
        return arena_printf(
            arena, "column %s: an UPDATE numbers the rows, which fires triggers", id);
    if (is_condition(diff, i))
        return warning_of_rows(row, arena);
    if (is_beside_default(diff, i))
        return arena_printf(
            arena,
            "partition %s: rows of the default partition that belong into "
            "it make this fail",
            id);
    if (fails_on_rows(diff, row))
        return arena_printf(
            arena, "column %s: without a default this fails if there are rows", id);
    if (!row_is(row, "not null"))
        return NULL;
    return more ? arena_printf(arena,
                               "column %s: rows in which it is NULL get its default for "
                               "good%s",
                               id,
                               has_triggers(diff, root_of(&diff->to, i))
                                   ? ", which fires triggers"
                                   : "")
                : arena_printf(arena,
                               "column %s: rows in which it is NULL make this fail", id);
}

/* What was computed by a function whose body is another one now. */
static const char *
warning_of_body(const struct diff *diff, size_t i)
{
    static const char *const kinds[] = {"index", "constraint", "column",
                                        "domain constraint", NULL};
    const struct side *side = &diff->to;
    struct buf out = {.arena = diff->arena};
    for (size_t u = side->first[i]; u < side->first[i + 1]; u++) {
        const size_t user = side->uses.items[u].user;
        const struct pair *pair = &diff->pairs.items[user];
        for (size_t k = 0; kinds[k] && pair->from && pair->to; k++)
            if (row_is(pair->to, kinds[k]) && !is_made(diff->state[user]))
                buf_printf(&out, "%s%s %s", out.length ? ", " : "", pair->to->kind,
                           id_shown(pair->to->id));
    }
    return out.length
               ? arena_printf(diff->arena, "function %s: what it said before stays in %s",
                              id_shown(diff->pairs.items[i].to->id), buf_text(&out))
               : NULL;
}

const char *
warning_of_alter(const struct diff *diff, size_t i)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    if (is_condition(diff, i) || (to->alter && strstr(to->alter, " VALIDATE ")))
        return warning_of_rows(to, diff->arena);
    if (row_is(to, "column") && strcmp(from->definition, to->definition) != 0)
        return arena_printf(diff->arena,
                            "column %s: %s becomes %s; values may be refused or "
                            "lose digits, and the table may be written anew",
                            id_shown(to->id), from->definition, to->definition);
    return row_is(to, "function") && strcmp(from->definition, to->definition) != 0
               ? warning_of_body(diff, i)
               : NULL;
}
