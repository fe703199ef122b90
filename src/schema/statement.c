/* What is sent to make or to alter a single row, where that is more than what the catalog
 * query says. */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

struct str
base_type(const char *type)
{
    const char *collate = strstr(type, " COLLATE ");
    const struct str text = {type, collate ? (size_t)(collate - type) : strlen(type)};
    return str_trim(str_before(text, '(', &(struct str){0}, NULL));
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

const struct schema_row *
wanted_row(const struct diff *diff, const char *kind, const char *id)
{
    const size_t pair = pair_find(&diff->pairs, kind, id);
    return pair == SCHEMA_NONE ? NULL : diff->pairs.items[pair].to;
}

/* Whether the server keeps something for the end of the transaction when rows change: it
 * refuses to alter the table then. */
static bool
is_deferrable(const struct diff *diff, size_t table)
{
    const char *id = diff->pairs.items[table].from->id;
    const char *named = arena_printf(diff->arena, " REFERENCES %s(", id);
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct schema_row *row = diff->pairs.items[i].from;
        if (row && (row_is(row, "constraint") || row_is(row, "trigger")) &&
            strstr(row->make, " DEFERRABLE") &&
            (diff->from.parent[i] == table || strstr(row->make, named)))
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
    return arena_printf(
        diff->arena, "UPDATE %.*s SET %.*s = DEFAULT WHERE %.*s IS NULL;\n%s%s",
        STR_ARG(table), STR_ARG(name), STR_ARG(name),
        is_deferrable(diff, root_of(&diff->to, i)) ? "SET CONSTRAINTS ALL IMMEDIATE;\n"
                                                   : "",
        row->make);
}

static bool
is_default_of(const struct diff *diff, const char *column, const char *sequence)
{
    const struct schema_row *row = wanted_row(diff, "default", column);
    return row && str_starts(str_from(row->definition), STR("nextval(")) &&
           strstr(row->definition, sequence);
}

/* Whether there is a counter, and another kind of it will be: the column's id; or NULL.
 */
static const char *
column_of_counter(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    const char *column = row->id;
    if (row_is(row, "sequence")) {
        const size_t owner = pair_find(&diff->pairs, "sequence owner", row->id);
        if (owner == SCHEMA_NONE || !diff->pairs.items[owner].from)
            return NULL;
        column = diff->pairs.items[owner].from->definition;
        return wanted_row(diff, "identity", column) ? column : NULL;
    }
    return row_is(row, "identity") && is_default_of(diff, column, "") ? column : NULL;
}

/* A setting of the session holds where a counter stood until the next one is there. */
static const char *
setting_of(const struct diff *diff, const char *column)
{
    return arena_printf(diff->arena, "'migrate.counter_%zu'",
                        pair_find(&diff->pairs, "column", column));
}

const char *
counter_drop_sql(const struct diff *diff, size_t i)
{
    const struct schema_row *row = diff->pairs.items[i].from;
    const char *column = column_of_counter(diff, i);
    if (!column)
        return row->drop;
    return arena_printf(
        diff->arena,
        "SELECT pg_catalog.set_config(%s, coalesce(last_value::text, ''), false)\n"
        "  FROM pg_catalog.pg_sequences\n"
        " WHERE pg_catalog.format('%%I.%%I', schemaname, sequencename)::regclass = "
        "CAST(%s "
        "AS regclass);\n%s",
        setting_of(diff, column),
        row_is(row, "identity") ? sequence_of(row, diff->arena)
                                : text_literal(row->id, diff->arena),
        row->drop);
}

/* Whether the column had another kind of counter, which has been dropped by then. */
static bool
had_counter(const struct diff *diff, const char *column)
{
    for (size_t i = 0; i < diff->pairs.count; i++) {
        const struct pair *pair = &diff->pairs.items[i];
        const char *of =
            pair->from && is_gone(diff->state[i]) &&
                    (row_is(pair->from, "sequence") || row_is(pair->from, "identity"))
                ? column_of_counter(diff, i)
                : NULL;
        if (of && strcmp(of, column) == 0)
            return true;
    }
    return false;
}

/* A new counter for a column that was there goes on behind its rows, or where the one
 * stood that it replaces. */
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
    if (had_counter(diff, column)) {
        const char *stood = arena_printf(
            arena, "nullif(pg_catalog.current_setting(%s, true), '')::bigint",
            setting_of(diff, column));
        return arena_printf(arena,
                            "%s;\nSELECT pg_catalog.setval(%s, coalesce(%s, "
                            "max(%.*s)::bigint))\n  FROM %.*s\nHAVING %s IS NOT NULL OR "
                            "max(%.*s) >= 1",
                            make, counter, stood, STR_ARG(name), STR_ARG(table), stood,
                            STR_ARG(name));
    }
    return arena_printf(
        arena,
        "%s;\nSELECT pg_catalog.setval(%s, max(%.*s)::bigint) FROM %.*s HAVING "
        "max(%.*s) >= 1",
        make, counter, STR_ARG(name), STR_ARG(table), STR_ARG(name));
}

/* A sequence can belong to a table only if both have the same owner, which the table may
 * have got from a script. */
static const char *
sequence_owner_sql(const struct diff *diff, size_t i, const char *make)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const size_t sequence = diff->to.parent[i];
    struct str table;
    if (!row_is(row, "sequence owner") || sequence == SCHEMA_NONE ||
        !is_made(diff->state[sequence]))
        return make;
    id_last(str_from(row->definition), &table);
    const char *id = str_dup(diff->arena, table);
    const size_t of = pair_find(&diff->pairs, "table", id);
    const size_t owner =
        pair_find(&diff->pairs, "owner", arena_printf(diff->arena, "TABLE %s", id));
    if (of == SCHEMA_NONE || owner == SCHEMA_NONE || is_made(diff->state[of]) ||
        !diff->pairs.items[owner].from)
        return make;
    return arena_printf(diff->arena, "ALTER SEQUENCE %s OWNER TO %s;\n%s", row->id,
                        diff->pairs.items[owner].from->definition, make);
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
    const char *cast = using && !renamed ? strstr(using, "::") : NULL;
    if (cast && !str_starts(str_from(cast), STR("::text::")))
        return arena_printf(diff->arena, "%.*s::text%s", (int)(cast - to->alter),
                            to->alter, cast);
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
    const bool had = pair->from && strcmp(pair->from->key, pair->to->key) == 0;
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

const char *
statement_make(const struct diff *diff, size_t i, const char **warning)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const char *sql =
        row_is(row, "column")
            ? column_make_sql(diff, i)
            : counter_sql(diff, i, sequence_owner_sql(diff, i, not_null_sql(diff, i)));
    if (row_is(row, "not null") && sql == row->make)
        *warning = arena_printf(diff->arena,
                                "column %s: rows in which it is NULL make this fail",
                                id_shown(row->id));
    else if (row_is(row, "not null"))
        *warning = arena_printf(
            diff->arena,
            "column %s: rows in which it is NULL get its default for "
            "good%s",
            id_shown(row->id),
            has_triggers(diff, root_of(&diff->to, i)) ? ", which fires triggers" : "");
    if (row_is(row, "column") && sql != row->make)
        *warning = arena_printf(
            diff->arena, "column %s: an UPDATE numbers the rows, which fires triggers",
            id_shown(row->id));
    else if (is_condition(diff, i))
        *warning = warning_of_rows(row, diff->arena);
    else if (is_beside_default(diff, i))
        *warning = arena_printf(diff->arena,
                                "partition %s: rows of the default partition that "
                                "belong into it make this fail",
                                id_shown(row->id));
    else if (fails_on_rows(diff, row))
        *warning = arena_printf(diff->arena,
                                "column %s: without a default this fails if there are "
                                "rows",
                                id_shown(row->id));
    return sql;
}

const char *
statement_alter(const struct diff *diff, size_t i, const char **warning)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    if (row_is(to, "column") && strcmp(from->definition, to->definition) != 0)
        *warning = arena_printf(diff->arena,
                                "column %s: %s becomes %s; values may be refused or "
                                "lose digits, and the table may be written anew",
                                id_shown(to->id), from->definition, to->definition);
    if (is_condition(diff, i) || (to->alter && strstr(to->alter, " VALIDATE ")))
        *warning = warning_of_rows(to, diff->arena);
    if (row_is(to, "enum"))
        return type_values_sql(diff, i);
    if (row_is(to, "sequence") || row_is(to, "identity"))
        return counter_alter_sql(diff, from, to);
    return row_is(to, "column") && to->alter && *to->alter ? column_sql(diff, from, to)
                                                           : to->alter;
}
