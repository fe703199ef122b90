/* SQLite keeps the text of each CREATE; so its schema is that text, normalised. */
#include "sqlite.h"

#include <ctype.h>
#include <string.h>

void
sqlite_fold(struct buf *out, char c)
{
    static const char small[] = "abcdefghijklmnopqrstuvwxyz";
    if (c >= 'A' && c <= 'Z')
        buf_char(out, small[c - 'A']);
    else
        buf_char(out, c);
}

struct sql_token
sqlite_as_name(struct sql_token token)
{
    if (token.kind == SQL_STRING)
        token.kind = SQL_QUOTED;
    return token;
}

void
sqlite_token_add(struct buf *out, const struct sql_token *token)
{
    struct str text = token->text;
    if (token->kind == SQL_QUOTED) {
        char close = text.data[0];
        if (close == '[')
            close = ']';
        text = (struct str){text.data + 1, text.length - 2};
        bool bare = text.length && !isdigit((unsigned char)text.data[0]);
        for (size_t i = 0; i < text.length; i++)
            bare &= isalnum((unsigned char)text.data[i]) || text.data[i] == '_' ||
                    (i && text.data[i] == '$') || (unsigned char)text.data[i] >= 0x80;
        if (!bare)
            buf_char(out, '"');
        for (size_t i = 0; i < text.length; i++) {
            sqlite_fold(out, text.data[i]);
            i += text.data[i] == close && i + 1 < text.length;
        }
        if (!bare)
            buf_char(out, '"');
        return;
    }
    if (token->kind != SQL_WORD) {
        buf_add(out, text);
        return;
    }
    for (size_t i = 0; i < text.length; i++)
        sqlite_fold(out, text.data[i]);
}

bool
sqlite_token_take(struct sql_lexer *lexer, struct sql_token *token)
{
    do {
        struct error *error = sql_token_next(lexer, token);
        if (error) {
            error_free(error);
            return false;
        }
    } while (token->kind == SQL_SPACE || token->kind == SQL_COMMENT);
    return token->kind != SQL_END;
}

struct sql_lexer
sqlite_lexer(struct str text)
{
    return (struct sql_lexer){&sql_sqlite, text.data, text.data + text.length};
}

/* A default in double quotes is a text: its case counts. */
static void
token_add_behind(struct buf *out, const struct sql_token *token,
                 const struct sql_token *last)
{
    if (token->kind == SQL_QUOTED && last->kind == SQL_WORD &&
        str_is_nocase(last->text, "default"))
        buf_add(out, token->text);
    else
        sqlite_token_add(out, token);
}

static const char *
normal(struct str text, bool name_first, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct sql_lexer lexer = sqlite_lexer(text);
    for (struct sql_token token, last = {0}; sqlite_token_take(&lexer, &token);
         last = token) {
        if (out.length)
            buf_char(&out, ' ');
        else if (name_first)
            token = sqlite_as_name(token);
        token_add_behind(&out, &token, &last);
    }
    return buf_text(&out);
}

const char *
sqlite_normal(struct str text, struct arena *arena)
{
    return normal(text, false, arena);
}

/* The text as it is, but for comments: all of them, or those that would be taken for a
 * marker of ours in a script. */
static struct str
without_comments(struct str text, bool all, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct sql_lexer lexer = sqlite_lexer(text);
    for (struct sql_token token = {.kind = SQL_SPACE}; token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error);
            return text;
        }
        const bool mark = token.kind == SQL_COMMENT && token.text.length > 2 &&
                          (all || strncasecmp(str_trim(str_cut(token.text, 2)).data,
                                              "migrate:", 8) == 0);
        if (mark)
            buf_char(&out, ' ');
        else
            buf_add(&out, token.text);
    }
    return buf_str(&out);
}

/* What a column says: nothing in a string or in its name is a keyword. */
static const char *
says(struct str text, bool inside, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct sql_lexer lexer = sqlite_lexer(text);
    struct sql_token token;
    int depth = 0;
    sqlite_token_take(&lexer, &token); /* the name */
    while (sqlite_token_take(&lexer, &token)) {
        depth -= token.kind == SQL_CLOSE;
        const bool hidden = depth && !inside;
        depth += token.kind == SQL_OPEN;
        if (hidden)
            continue;
        buf_puts(&out, out.length ? " " : "");
        if (token.kind == SQL_STRING)
            buf_puts(&out, "''");
        else if (token.kind == SQL_QUOTED && !inside)
            buf_puts(&out, "\"\"");
        else
            sqlite_token_add(&out, &token);
    }
    return buf_text(&out);
}

struct str
sqlite_unquoted(struct str text, struct arena *arena)
{
    struct buf bare = {.arena = arena};
    for (size_t i = 1; i + 1 < text.length; i++) {
        buf_char(&bare, text.data[i]);
        i += text.data[i] == text.data[0] && i + 2 < text.length;
    }
    return buf_str(&bare);
}

struct sql_token
sqlite_name_token(struct str column)
{
    struct sql_lexer lexer = sqlite_lexer(column);
    struct sql_token token = {0};
    sqlite_token_take(&lexer, &token);
    return token;
}

const char *
sqlite_quoted(const char *name, struct arena *arena)
{
    struct buf out = {.arena = arena};
    sql_name(&out, str_from(name));
    return buf_text(&out);
}

bool
is_word_of(const struct sql_token *token, const char *const *words)
{
    return token->kind == SQL_WORD && is_any(token->text, words);
}

static void
part_add(struct table_text *table, struct buf *rest, struct str text,
         const struct sql_token *first, struct arena *arena)
{
    static const char *const constraints[] = {"constraint", "primary", "unique",
                                              "check",      "foreign", NULL};
    if (is_word_of(first, constraints)) {
        buf_printf(rest, "%s, ", sqlite_normal(text, arena));
        return;
    }
    struct buf name = {.arena = arena};
    const struct sql_token written = sqlite_as_name(*first);
    sqlite_token_add(&name, &written);
    const struct table_column column = {
        buf_text(&name), str_trim(without_comments(text, true, arena)),
        normal(text, true, arena), says(text, true, arena), says(text, false, arena)};
    vec_push(&table->columns, arena, column);
}

void
table_cut(struct table_text *table, struct str text, struct arena *arena)
{
    static const char *const as[] = {"as", NULL};
    struct sql_lexer lexer = sqlite_lexer(text);
    struct sql_token token, name = {0}, first = {0};
    struct buf rest = {.arena = arena};
    *table = (struct table_text){0};
    while (sqlite_token_take(&lexer, &token) && token.kind != SQL_OPEN &&
           !is_word_of(&token, as))
        name = token;
    table->before = (struct str){text.data, (size_t)(name.text.data - text.data)};
    table->name = name.text;
    table->after = str_cut(text, table->before.length + name.text.length);
    const char *start = lexer.at;
    for (int depth = 1; depth && sqlite_token_take(&lexer, &token);) {
        if (!first.text.data)
            first = token;
        depth += (token.kind == SQL_OPEN) - (token.kind == SQL_CLOSE);
        const bool comma = depth == 1 && str_is(token.text, ",");
        if (!comma && depth)
            continue;
        if (first.text.data != token.text.data)
            part_add(table, &rest, (struct str){start, (size_t)(token.text.data - start)},
                     &first, arena);
        start = lexer.at;
        first = (struct sql_token){0};
    }
    const struct str options = {lexer.at, (size_t)(text.data + text.length - lexer.at)};
    table->options = sqlite_normal(options, arena);
    buf_printf(&rest, ") %s", table->options);
    table->rest = buf_text(&rest);
}

/* --- Rows -------------------------------------------------------------------------- */

static const char sql[] =
    "SELECT type, lower(name), lower(tbl_name), sql FROM main.sqlite_schema WHERE sql IS "
    "NOT NULL"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN"
    " (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')"
    " ORDER BY rowid";

struct reading {
    struct schema *schema;
    struct arena *arena;
    size_t room;
};

static struct schema_row *
row_add(struct reading *reading)
{
    struct schema *schema = reading->schema;
    if (schema->count == reading->room) {
        struct schema_row *more =
            arena_array(reading->arena, reading->room * 2 + 64, sizeof *more);
        if (schema->count)
            memcpy(more, schema->rows, schema->count * sizeof *more);
        schema->rows = more;
        reading->room = reading->room * 2 + 64;
    }
    return &schema->rows[schema->count++];
}

static void
table_read(struct reading *reading, struct schema_row *row)
{
    struct arena *arena = reading->arena;
    struct table_text table;
    table_cut(&table, str_from(row->make), arena);
    row->definition = table.rest;
    const char *name = row->id, *address = row->address;
    vec_each (&table.columns, column) {
        struct schema_row *one = row_add(reading);
        *one = (struct schema_row){.kind = "column",
                                   .id = arena_printf(arena, "%s.%s", name, column->name),
                                   .parent = address,
                                   .key = "",
                                   .definition = column->normal,
                                   .make = str_dup(arena, column->text),
                                   .inlined = true};
    }
}

struct error *
sqlite_read(struct schema *schema, struct engine *engine, struct arena *arena)
{
    struct reading reading = {schema, arena, 0};
    struct rows rows;
    struct error *error = engine_query(engine, arena, sql, &rows);
    if (error)
        return error;
    for (size_t i = 0; i < rows.count; i++) {
        const char *type = rows_value(&rows, i, 0), *name = rows_value(&rows, i, 1);
        const char *owner = rows_value(&rows, i, 2);
        const char *text = str_dup(
            arena, without_comments(str_from(rows_value(&rows, i, 3)), false, arena));
        const char *normal = sqlite_normal(str_from(text), arena);
        const bool table = strcmp(type, "table") == 0;
        const bool is_virtual = table && strncmp(normal, "create virtual", 14) == 0;
        const bool view = strcmp(type, "view") == 0;
        struct schema_row *row = row_add(&reading);
        *row = (struct schema_row){
            .kind = is_virtual ? "virtual table" : type,
            .id = name,
            .address = arena_printf(arena, "%s.0", name),
            .parent = table || view ? NULL : arena_printf(arena, "%s.0", owner),
            .key = "",
            .definition = normal,
            .make = text,
            .drop = arena_printf(arena, "DROP %s %s",
                                 table          ? "TABLE"
                                 : view         ? "VIEW"
                                 : *type == 'i' ? "INDEX"
                                                : "TRIGGER",
                                 sqlite_quoted(name, arena)),
            .order = (long)i};
        if (table && !is_virtual)
            table_read(&reading, row);
    }
    return NULL;
}
