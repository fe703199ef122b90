/* What a rename says ("users.name:users.full_name"), and what it names. */
#include "rename.h"
#include "sqlite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *
object_of(const struct schema_row *row)
{
    static const struct {
        const char *kind, *object;
    } objects[] = {{"table", "TABLE"},       {"virtual table", "TABLE"},
                   {"view", "VIEW"},         {"materialized view", "MATERIALIZED VIEW"},
                   {"sequence", "SEQUENCE"}, {"index", "INDEX"},
                   {"enum", "TYPE"},         {"composite", "TYPE"},
                   {"range", "TYPE"},        {"domain", "DOMAIN"},
                   {"schema", "SCHEMA"},     {"column", "COLUMN"}};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (row_is(row, objects[i].kind))
            return objects[i].object;
    return NULL;
}

static void
plain_add(struct buf *out, struct sql_token token, const struct sql_dialect *dialect)
{
    struct str text = token.text;
    bool bare = token.kind == SQL_QUOTED;
    if (dialect == &sql_sqlite) {
        token = sqlite_as_name(token);
        sqlite_token_add(out, &token);
        return;
    }
    for (size_t i = 1; i + 1 < text.length; i++)
        bare &= islower((unsigned char)text.data[i]) || text.data[i] == '_' ||
                (i > 1 && isdigit((unsigned char)text.data[i]));
    if (bare)
        text = (struct str){text.data + 1, text.length - 2};
    for (size_t i = 0; i < text.length; i++)
        if (token.kind == SQL_WORD)
            sqlite_fold(out, text.data[i]);
        else
            buf_char(out, text.data[i]);
}

struct str
id_plain(struct str text, const struct sql_dialect *dialect, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct sql_lexer lexer = {dialect, text.data, text.data + text.length};
    for (struct sql_token token; true;) {
        struct error *error = sql_token_next(&lexer, &token);
        const bool failed = error != NULL;
        error_free(error);
        if (failed || token.kind == SQL_END)
            break;
        plain_add(&out, token, dialect);
    }
    const struct str plain = buf_str(&out);
    const bool in_main = dialect == &sql_sqlite && str_starts(plain, STR("main."));
    return in_main ? str_cut(plain, strlen("main.")) : plain;
}

/* SQLite's tables stand bare in ids. */
static const char *
row_plain(const struct schema_row *row, const struct sql_dialect *dialect,
          struct arena *arena)
{
    struct str table, id = str_from(row->id);
    const struct str name = id_last(id, &table);
    if (dialect == &sql_sqlite && row_is(row, "column"))
        id = str_from(arena_printf(arena, "%s.%.*s",
                                   sqlite_quoted(str_dup(arena, table), arena),
                                   STR_ARG(name)));
    else if (dialect == &sql_sqlite)
        id = str_from(sqlite_quoted(row->id, arena));
    return str_dup(arena, id_plain(id, dialect, arena));
}

const char *
rename_said(const struct schema_row *old, const struct schema_row *new,
            const struct sql_dialect *dialect, struct arena *arena)
{
    const bool sqlite = dialect == &sql_sqlite;
    const char *text = arena_printf(
        arena, "%s:%s", id_shown(sqlite ? row_plain(old, dialect, arena) : old->id),
        id_shown(sqlite ? row_plain(new, dialect, arena) : new->id));
    const char *quote = strpbrk(text, " \"$`") ? "'" : "";
    return arena_printf(arena, "--rename %s%s%s", quote, text, quote);
}

static int
plain_compare(const void *a, const void *b)
{
    const struct plain *one = a, *other = b;
    const int names = strcmp(one->name, other->name);
    return names ? names : (one->row > other->row) - (one->row < other->row);
}

void
plains_make(struct plains *plains, const struct schema *schema, struct arena *arena)
{
    *plains =
        (struct plains){schema->dialect, arena,
                        arena_array(arena, schema->count + 1, sizeof *plains->items), 0};
    for (size_t i = 0; i < schema->count; i++) {
        const struct schema_row *row = &schema->rows[i];
        if (object_of(row))
            plains->items[plains->count++] =
                (struct plain){row_plain(row, schema->dialect, arena), row};
    }
    qsort(plains->items, plains->count, sizeof *plains->items, plain_compare);
}

/* The first of that very name. */
static const struct schema_row *
plains_find(const struct plains *plains, const char *name)
{
    size_t low = 0, high = plains->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(plains->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plains->count && strcmp(plains->items[low].name, name) == 0
               ? plains->items[low].row
               : NULL;
}

const struct schema_row *
row_find(const struct plains *plains, struct str id)
{
    const char *name =
        str_dup(plains->arena, id_plain(id, plains->dialect, plains->arena));
    const struct schema_row *row = plains_find(plains, name);
    const struct schema_row *other =
        plains_find(plains, arena_printf(plains->arena, "public.%s", name));
    return row && other ? (row < other ? row : other) : row ? row : other;
}

struct str
name_before(struct str text, char mark, struct str *rest)
{
    char close = 0;
    *rest = (struct str){0};
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c == close) {
            close = 0;
        } else if (close) {
            continue;
        } else if (c == '"' || c == '`' || c == '\'') {
            close = c;
        } else if (c == '[') {
            close = ']';
        } else if (c == mark) {
            *rest = str_cut(text, i + 1);
            return (struct str){text.data, i};
        }
    }
    return text;
}

struct str
name_last(struct str text, struct str *owner)
{
    struct str rest, last = text;
    while (name_before(last, '.', &rest).length && rest.data)
        last = rest;
    *owner = last.data == text.data
                 ? (struct str){0}
                 : (struct str){text.data, (size_t)(last.data - text.data) - 1};
    return last;
}

/* A name as SQL says it. */
static const char *
sql_new(struct str written, const struct schema *schema, struct arena *arena)
{
    const bool sqlite = schema->dialect == &sql_sqlite;
    const bool quoted = sqlite && written.length && strchr("\"`['", *written.data);
    if (quoted)
        written = sqlite_unquoted(written, arena);
    const char *text = str_dup(arena, written);
    return sqlite ? sqlite_quoted(text, arena) : text;
}

/* Of SQLite a name as it stands in the schema, for a down section must give it back. */
const char *
sql_old(const struct schema_row *row, const struct schema *schema, struct arena *arena)
{
    struct table_text table;
    struct str owner, name = id_last(str_from(row->id), &owner);
    if (schema->dialect != &sql_sqlite)
        return str_dup(arena, name);
    if (row_is(row, "column")) {
        const struct sql_token token = sqlite_name_token(str_from(row->make));
        return sql_new(token.text, schema, arena);
    }
    table_cut(&table, str_from(row->make), arena);
    return row_is(row, "table") ? sql_new(table.name, schema, arena)
                                : sqlite_quoted(row->id, arena);
}

/* Into another schema. */
static bool
can_move(const struct schema_row *row, const struct schema *schema)
{
    static const char *const stay[] = {"INDEX", "SCHEMA", "COLUMN", NULL};
    for (size_t i = 0; stay[i]; i++)
        if (strcmp(object_of(row), stay[i]) == 0)
            return false;
    return schema->dialect != &sql_sqlite;
}

static struct error *
rename_check(const struct rename *rename, const struct schema *from, struct str text)
{
    if (from->dialect == &sql_sqlite && !row_is(rename->row, "column") &&
        strcmp(object_of(rename->row), "TABLE") != 0)
        return error_hint(
            error_new(ERROR_USAGE,
                      "--rename %.*s: SQLite renames tables and columns "
                      "only",
                      STR_ARG(text)),
            "leave it out: a %s is dropped and made anew, and holds no rows",
            rename->row->kind);
    if (strcmp(rename->old, rename->new) == 0 && !rename->schema)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s changes no name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    return NULL;
}

static bool
is_main(struct str owner, const struct schema *schema)
{
    return schema->dialect == &sql_sqlite && str_is(owner, "main");
}

/* As its row writes it, if there is one. */
static const char *
schema_named(const struct plains *plains, struct str name)
{
    const struct schema_row *row = row_find(plains, name);
    return row && row_is(row, "schema") ? row->id : str_dup(plains->arena, name);
}

struct error *
rename_read(struct rename *rename, const struct schema *from, const struct plains *plains,
            struct str text)
{
    struct arena *arena = plains->arena;
    struct str new, new_owner, said, owner;
    const struct str old = name_before(text, ':', &new);
    const struct str after = name_last(new, &new_owner);
    *rename = (struct rename){.owner = ""};
    if (!after.length)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s says no new name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    rename->row = row_find(plains, old);
    if (!rename->row)
        return error_hint(error_new(ERROR_USAGE, "--rename %.*s: there is no %.*s",
                                    STR_ARG(text), STR_ARG(old)),
                          "name what the revisions make, with its table and, if it is "
                          "not in public, its schema");
    name_last(old, &said);
    rename->before =
        id_plain(id_last(str_from(rename->row->id), &owner), from->dialect, arena);
    rename->after = id_plain(after, from->dialect, arena);
    rename->old = sql_old(rename->row, from, arena);
    rename->new = sql_new(after, from, arena);
    rename->owner = str_dup(arena, owner);
    const struct str told = id_plain(new_owner, from->dialect, arena);
    const bool moves = told.length && !is_main(told, from) &&
                       !str_equal(told, id_plain(said, from->dialect, arena)) &&
                       !str_equal(told, id_plain(owner, from->dialect, arena));
    if (moves && can_move(rename->row, from))
        rename->schema = schema_named(plains, new_owner);
    else if (moves)
        return error_hint(error_new(ERROR_USAGE,
                                    "--rename %.*s: the new name is in %.*s, not in %s",
                                    STR_ARG(text), STR_ARG(new_owner), rename->owner),
                          "a rename leaves a thing where it is");
    return rename_check(rename, from, text);
}
