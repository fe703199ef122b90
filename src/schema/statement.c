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
        buf_puts(
            &sql,
            sql_own(diff->arena, &sql_postgresql,
                    "SELECT {setval}(c, %lld, last_value IS NOT NULL)\n"
                    "  FROM pg_catalog.pg_sequences, CAST(%s AS {regclass}) c\n"
                    " WHERE {format}('%%I.%%I', schemaname, sequencename)::{regclass}"
                    "::{oid} {=} c::{oid}\n"
                    "   AND coalesce(last_value, start_value) %s %lld;\n",
                    new, counter,
                    sql_bind(diff->arena, &sql_postgresql, i ? "{>}" : "{<}"), new));
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
    return sql_own(
        diff->arena, &sql_postgresql,
        "SELECT {set_config}(%s, coalesce(last_value::{text}, ''), false)\n"
        "  FROM pg_catalog.pg_sequences\n"
        " WHERE {format}('%%I.%%I', schemaname, sequencename)::{regclass}::{oid} {=}"
        " CAST(%s AS {regclass})::{oid};\n%s",
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
        const char *setting = setting_of(diff, column);
        const char *stood = sql_own(arena, &sql_postgresql,
                                    "(CASE WHEN {current_setting}(%s, true) {<>} '' THEN"
                                    " {current_setting}(%s, true) END)::bigint",
                                    setting, setting);
        return sql_own(arena, &sql_postgresql,
                       "%s;\nSELECT {setval}(%s, coalesce(%s, "
                       "{max}(%.*s)::bigint))\n  FROM %.*s\nHAVING %s IS NOT NULL OR "
                       "{max}(%.*s) {>=} 1",
                       make, counter, stood, STR_ARG(name), STR_ARG(table), stood,
                       STR_ARG(name));
    }
    return sql_own(arena, &sql_postgresql,
                   "%s;\nSELECT {setval}(%s, {max}(%.*s)::bigint) FROM %.*s HAVING "
                   "{max}(%.*s) {>=} 1",
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

const char *
statement_make(const struct diff *diff, size_t i, const char **warning)
{
    const struct schema_row *row = diff->pairs.items[i].to;
    const char *sql =
        row_is(row, "column")
            ? column_make_sql(diff, i)
            : counter_sql(diff, i, sequence_owner_sql(diff, i, not_null_sql(diff, i)));
    *warning = warning_of_make(diff, i, sql != row->make);
    return sql;
}

const char *
statement_alter(const struct diff *diff, size_t i, const char **warning)
{
    const struct schema_row *from = diff->pairs.items[i].from;
    const struct schema_row *to = diff->pairs.items[i].to;
    *warning = warning_of_alter(diff, i);
    if (row_is(to, "enum"))
        return type_values_sql(diff, i);
    if (row_is(to, "sequence") || row_is(to, "identity"))
        return counter_alter_sql(diff, from, to);
    return row_is(to, "column") && to->alter && *to->alter ? column_sql(diff, from, to)
                                                           : to->alter;
}
