/* What the text of a table of SQLite says of its columns. */
#include "sqlite.h"

#include <string.h>

bool
holds(const char *normal, const char *words)
{
    /* Whole tokens: they stand between blanks. */
    const size_t length = strlen(words);
    for (const char *at = normal; (at = strstr(at, words)); at++)
        if ((at == normal || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

const struct table_column *
column_find(const struct table_text *table, const char *name)
{
    vec_each (&table->columns, column)
        if (strcmp(column->name, name) == 0)
            return column;
    return NULL;
}

bool
is_generated(const struct table_column *column)
{
    return holds(column->clauses, "generated always") || holds(column->clauses, "as (");
}

bool
can_be_added(const struct table_column *column)
{
    const char *normal = column->clauses;
    const bool has_default = holds(normal, "default");
    const char *value = strstr(normal, "default ");
    if (holds(normal, "primary key") || holds(normal, "unique") ||
        (holds(normal, "references") && has_default) ||
        (is_generated(column) && holds(normal, "stored")) ||
        (holds(normal, "not null") && !has_default && !is_generated(column)))
        return false;
    return !has_default ||
           !(strncmp(value, "default (", 9) == 0 ||
             strncmp(value, "default current_", 16) == 0 ||
             (holds(normal, "not null") && holds(normal, "default null")));
}

struct str
written_name(const struct table_column *column, struct arena *arena)
{
    const struct sql_token token = sqlite_name_token(column->text);
    return token.kind == SQL_STRING
               ? str_from(sqlite_quoted(
                     str_dup(arena, sqlite_unquoted(token.text, arena)), arena))
               : token.text;
}

/* A bare name is a string there. */
static struct str
default_text(struct str text, const struct sql_token *last, struct arena *arena)
{
    static const char *const values[] = {
        "null", "true", "false", "current_time", "current_date", "current_timestamp"};
    struct buf out = {.arena = arena};
    if (last->kind != SQL_WORD && last->kind != SQL_QUOTED)
        return text;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (text.length == strlen(values[i]) &&
            strncasecmp(text.data, values[i], text.length) == 0)
            return text;
    if (last->kind == SQL_QUOTED)
        text = sqlite_unquoted(text, arena);
    sql_literal(&out, &sql_sqlite, text);
    return buf_str(&out);
}

struct str
default_of(const struct table_column *column, struct arena *arena)
{
    struct sql_lexer lexer = sqlite_lexer(column->text);
    struct sql_token token;
    const char *start = NULL;
    int depth = 0;
    for (bool next = false, sets = false; sqlite_token_take(&lexer, &token);) {
        if (next && !start)
            start = token.text.data;
        if (start) {
            depth += (token.kind == SQL_OPEN) - (token.kind == SQL_CLOSE);
            const bool sign = token.kind == SQL_OTHER &&
                              (*token.text.data == '-' || *token.text.data == '+');
            /* A blob is a word and a string. */
            const bool blob = token.kind == SQL_WORD && token.text.length == 1 &&
                              (*token.text.data | ' ') == 'x' && lexer.at < lexer.end &&
                              *lexer.at == '\'';
            if (!depth && !sign && !blob)
                return default_text((struct str){start, (size_t)(lexer.at - start)},
                                    &token, arena);
        }
        const bool word = token.kind == SQL_WORD && token.text.data;
        next = word && !sets && token.text.length == 7 &&
               strncasecmp(token.text.data, "default", 7) == 0;
        sets = word && token.text.length == 3 && /* ON DELETE SET DEFAULT */
               strncasecmp(token.text.data, "set", 3) == 0;
    }
    return (struct str){0};
}

bool
without_rowid(const struct table_text *table)
{
    return holds(table->options, "without rowid");
}

/* INTEGER(11) or INTEGER UNSIGNED make no key of rowids. */
static bool
is_integer(const struct table_column *column)
{
    static const char *const behind[] = {"constraint", "primary",   "not",     "null",
                                         "unique",     "check",     "default", "collate",
                                         "references", "generated", "as",      NULL};
    struct str rest;
    const struct str type = str_before(str_from(column->says), ' ', &rest, NULL);
    return str_is(type, "integer") &&
           (!rest.length || is_any(str_before(rest, ' ', &rest, NULL), behind));
}

const struct table_column *
rowid_column(const struct table_text *table, struct arena *arena)
{
    vec_each (&table->columns, column)
        if (is_integer(column) &&
            ((holds(column->clauses, "primary key") &&
              !holds(column->clauses, "primary key desc")) ||
             strstr(table->rest,
                    arena_printf(arena, "primary key ( %s )", column->name))))
            return column;
    return NULL;
}

const char *
free_rowid(const struct table_text *before, const struct table_text *after)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!column_find(before, names[i]) && !column_find(after, names[i]))
            return names[i];
    return NULL;
}

bool
has_counter(const struct table_text *table)
{
    vec_each (&table->columns, column)
        if (holds(column->says, "autoincrement"))
            return true;
    return holds(table->rest, "autoincrement");
}

/* What a column says of its values, which its default does not; `nulls`: nor that it
 * takes no NULL. */
static const char *
demands(const char *says, bool nulls, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct str word = {0}, last;
    int depth = 0;
    bool skips = false;
    for (struct str rest = str_from(says); rest.length;) {
        last = word;
        word = str_before(rest, ' ', &rest, NULL);
        depth += str_is(word, "(") - str_is(word, ")");
        if (skips) {
            /* A sign, or the x of a blob, is not all of it. */
            const bool more = str_is(word, "-") || str_is(word, "+") ||
                              (str_is(word, "x") && str_starts(rest, STR("''")));
            skips = depth || more;
        } else if (!depth && str_is(word, "default") && !str_is(last, "set")) {
            skips = true;
        } else if (!depth && nulls && str_is(word, "not") &&
                   (str_is(rest, "null") || str_starts(rest, STR("null ")))) {
            word = str_before(rest, ' ', &rest, NULL);
        } else {
            buf_printf(&out, " %.*s", STR_ARG(word));
        }
    }
    return buf_text(&out);
}

bool
takes_what_was_there(const struct table_column *was, const struct table_column *column,
                     struct arena *arena)
{
    return strcmp(demands(was->says, false, arena),
                  demands(column->says, false, arena)) == 0 ||
           strcmp(demands(was->says, true, arena), demands(column->says, false, arena)) ==
               0;
}

bool
is_picky(const struct table_column *column)
{
    const bool has_default =
        holds(column->clauses, "default") && !holds(column->clauses, "default null");
    const bool generated = is_generated(column);
    /* NULL passes a CHECK that is a comparison. */
    if (holds(column->clauses, "check"))
        return has_default || generated || holds(column->says, "is") ||
               holds(column->says, "and") || holds(column->says, "coalesce") ||
               holds(column->says, "ifnull");
    return (has_default &&
            (holds(column->clauses, "unique") || holds(column->clauses, "references"))) ||
           (generated &&
            (holds(column->clauses, "unique") || holds(column->clauses, "not null")));
}

static bool
is_missing(const struct table_text *before, const struct table_text *after,
           const bool *added, size_t i)
{
    return !added[i] && !column_find(before, after->columns.items[i].name);
}

/* The first that names none of the columns that are still missing; or SCHEMA_NONE. */
static size_t
next_added(const struct table_text *before, const struct table_text *after,
           const bool *added)
{
    for (size_t i = 0; i < after->columns.count; i++) {
        if (!is_missing(before, after, added, i))
            continue;
        bool waits = false;
        for (size_t k = 0; k < after->columns.count; k++)
            waits |= k != i && is_missing(before, after, added, k) &&
                     holds(after->columns.items[i].says, after->columns.items[k].name);
        if (!waits)
            return i;
    }
    return SCHEMA_NONE;
}

size_t
added_count(const struct table_text *before, const struct table_text *after)
{
    size_t count = 0;
    vec_each (&after->columns, column)
        count += !column_find(before, column->name);
    return count;
}

size_t *
columns_order(const struct table_text *before, const struct table_text *after,
              struct arena *arena)
{
    size_t *order = arena_array(arena, after->columns.count + 1, sizeof *order);
    bool *added = arena_array(arena, after->columns.count + 1, sizeof *added);
    const size_t count = added_count(before, after);
    for (size_t i = 0; i < count; i++) {
        order[i] = next_added(before, after, added);
        if (order[i] == SCHEMA_NONE)
            return NULL;
        added[order[i]] = true;
    }
    return order;
}

bool
can_be_dropped(const struct table_text *table, const struct table_column *column)
{
    vec_each (&table->columns, other)
        if (other != column && holds(other->says, column->name))
            return false;
    return !holds(column->clauses, "primary key") && !holds(column->clauses, "unique");
}

bool
is_index_of_rows(const struct schema_row *row, struct arena *arena)
{
    struct sql_lexer lexer = sqlite_lexer(str_from(row->make));
    struct sql_token token;
    bool module = false, option = false, value = false;
    while (sqlite_token_take(&lexer, &token)) {
        const bool word = token.kind == SQL_WORD;
        if (value)
            return token.kind == SQL_WORD || sqlite_unquoted(token.text, arena).length;
        value = option && str_is(token.text, "=");
        option = module && word && str_is_nocase(token.text, "content");
        module |= word && (str_is_nocase(token.text, "fts5") ||
                           str_is_nocase(token.text, "fts4"));
    }
    return false;
}
