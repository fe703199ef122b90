/* Renames are never guessed: they are said ("users.name:users.full_name"), done first,
 * and what is left is a difference like any other, since the database has renamed in
 * every text that names the thing. */
#include "sqlite.h"

#include <ctype.h>
#include <string.h>

struct rename {
    const struct schema_row *row;
    struct str before, after; /* the last part of the name, as it counts */
    const char *old, *new;    /* as SQL says it */
    const char *owner;        /* of a column: its table */
};

static const char *
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

/* A name as it counts, whoever wrote it: words folded, and without quotes that it can do
 * without. */
static struct str
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
    return buf_str(&out);
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

static const struct schema_row *
row_find(const struct schema *schema, struct str id, struct arena *arena)
{
    const struct str wanted = id_plain(id, schema->dialect, arena);
    for (size_t i = 0; i < schema->count; i++) {
        const struct schema_row *row = &schema->rows[i];
        if (!object_of(row))
            continue;
        const char *plain = row_plain(row, schema->dialect, arena);
        if (str_is(wanted, plain) || str_is(wanted, id_shown(plain)))
            return row;
    }
    return NULL;
}

/* What stands before a mark that is in no quotes. */
static struct str
name_before(struct str text, char mark, struct str *rest)
{
    char close = 0;
    *rest = (struct str){0};
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (close) {
            close = c == close ? 0 : close;
        } else if (c == '"' || c == '`' || c == '[' || c == '\'') {
            close = c == '[' ? ']' : c;
        } else if (c == mark) {
            *rest = str_cut(text, i + 1);
            return (struct str){text.data, i};
        }
    }
    return text;
}

/* Of "schema.table.column" the column, as it is written. */
static struct str
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
static const char *
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
    if (strcmp(rename->old, rename->new) == 0)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s changes no name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    return NULL;
}

static struct error *
rename_read(struct rename *rename, const struct schema *from, struct str text,
            struct arena *arena)
{
    struct str new, new_owner, said, owner;
    const struct str old = name_before(text, ':', &new);
    const struct str after = name_last(new, &new_owner);
    *rename = (struct rename){.owner = ""};
    if (!after.length)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s says no new name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    rename->row = row_find(from, old, arena);
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
    if (told.length && !str_equal(told, id_plain(said, from->dialect, arena)) &&
        !str_equal(told, id_plain(owner, from->dialect, arena)))
        return error_hint(error_new(ERROR_USAGE,
                                    "--rename %.*s: the new name is in %.*s, not in %s",
                                    STR_ARG(text), STR_ARG(new_owner), rename->owner),
                          "a rename leaves a thing where it is");
    return rename_check(rename, from, text);
}

static const char *
rename_sql(const struct rename *rename, const struct schema *schema, const char *old,
           const char *new, struct arena *arena)
{
    const char *owner = rename->owner;
    const bool sqlite = schema->dialect == &sql_sqlite;
    if (row_is(rename->row, "column"))
        return arena_printf(arena, "ALTER TABLE %s RENAME COLUMN %s TO %s",
                            sqlite ? sqlite_quoted(owner, arena) : owner, old, new);
    return arena_printf(arena, "ALTER %s %s%s%s RENAME TO %s", object_of(rename->row),
                        owner, *owner ? "." : "", old, new);
}

struct move {
    const struct rename *rename;
    const char *from, *to;
};
struct moves {
    VEC(struct move) list;
};

/* One whose new name is still that of another goes there by way of a name of ours. */
static void
moves_plan(struct moves *moves, const struct rename *list, size_t count,
           struct arena *arena)
{
    VEC(struct move) later = {0};
    for (size_t i = 0; i < count; i++) {
        struct move move = {&list[i], list[i].old, list[i].new};
        for (size_t k = 0; k < count; k++)
            if (k != i && str_equal(list[k].before, list[i].after) &&
                strcmp(list[k].owner, list[i].owner) == 0) {
                const char *via = arena_printf(arena, "migrate_renames_%zu", i + 1);
                const struct move last = {&list[i], via, move.to};
                move.to = via;
                vec_push(&later, arena, last);
                break;
            }
        vec_push(&moves->list, arena, move);
    }
    vec_each (&later, move)
        vec_push(&moves->list, arena, *move);
}

struct error *
schema_rename(struct schema_changes *there, struct schema_changes *back,
              const struct schema *from, struct names renames, struct arena *arena)
{
    struct rename *list = arena_array(arena, renames.count + 1, sizeof *list);
    *there = *back = (struct schema_changes){0};
    /* Columns before their tables, since they are named by what those were called. */
    size_t columns = 0;
    for (size_t i = 0; i < renames.count; i++) {
        struct rename rename;
        struct error *error = rename_read(&rename, from, renames.items[i], arena);
        if (error)
            return error;
        list[i] = rename;
        if (!row_is(rename.row, "column"))
            continue;
        memmove(list + columns + 1, list + columns, (i - columns) * sizeof *list);
        list[columns++] = rename;
    }
    struct moves moves = {0};
    moves_plan(&moves, list, columns, arena);
    moves_plan(&moves, list + columns, renames.count - columns, arena);
    for (size_t i = 0; i < moves.list.count; i++) {
        const struct move *one = &moves.list.items[i];
        const struct move *other = &moves.list.items[moves.list.count - 1 - i];
        change_add(there, arena, rename_sql(one->rename, from, one->from, one->to, arena),
                   NULL);
        change_add(back, arena,
                   rename_sql(other->rename, from, other->to, other->from, arena), NULL);
    }
    return NULL;
}

void
schema_join(struct schema_changes *changes, const struct schema_changes *more,
            struct arena *arena)
{
    vec_each (&more->list, change)
        vec_push(&changes->list, arena, *change);
    changes->commits |= more->commits;
    changes->keys_off |= more->keys_off;
    changes->unchecked |= more->unchecked;
}

/* --- Told by comments -------------------------------------------------------------- */

struct telling {
    struct scratch *scratch;
    struct str table; /* as the database knows it so far */
    struct str old;   /* what the comment says, until the name that it is about */
    bool is_table;    /* the statement makes one */
};

static void
rename_told(struct telling *telling, struct str new, bool column)
{
    struct arena *arena = telling->scratch->arena;
    const char *text =
        column
            ? arena_printf(arena, "%.*s.%.*s:%.*s.%.*s", STR_ARG(telling->table),
                           STR_ARG(telling->old), STR_ARG(telling->table), STR_ARG(new))
            : arena_printf(arena, "%.*s:%.*s", STR_ARG(telling->old), STR_ARG(new));
    if (telling->old.length)
        vec_push(&telling->scratch->renames, arena, str_from(text));
    if (telling->old.length && !column)
        telling->table = telling->old;
    telling->old = (struct str){0};
}

/* Takes the name out of a marker. */
static struct error *
marker_read(struct telling *telling, struct str comment, const char *text)
{
    static const char word[] = "migrate:renamed-from";
    const struct str body = str_trim(str_cut(comment, 2));
    if (!str_starts(body, str_from(word)))
        return NULL;
    const char *line = comment.data;
    while (line > text && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
    if (*comment.data != '-' || (line > text && line[-1] != '\n'))
        return error_hint(
            error_at(comment.data, ERROR_USAGE, "%s must stand on a line of its own",
                     word),
            "as \"-- %s old_name\", before the CREATE TABLE or the column that it is "
            "about",
            word);
    const struct str old = str_trim(str_cut(body, sizeof word - 1));
    if (!old.length || telling->old.length || !telling->is_table)
        return error_hint(error_at(comment.data, ERROR_USAGE,
                                   !old.length ? "%s says no name"
                                   : !telling->is_table
                                       ? "%s stands before what makes no table"
                                       : "a second %s about the same name",
                                   word),
                          "it is for tables and columns; other things are renamed by "
                          "--rename");
    telling->old = old;
    return NULL;
}

static bool
makes_table(const struct sql_statement *statement)
{
    bool table = false;
    for (size_t i = 0; i < statement->word_count && i < 4; i++)
        table |= str_is_nocase(statement->words[i], "table");
    return table && str_is_nocase(statement->words[0], "create");
}

struct error *
renames_tell(struct scratch *scratch, const struct sql_statement *statement)
{
    struct telling telling = {.scratch = scratch, .is_table = makes_table(statement)};
    const struct str text = statement->text;
    struct sql_lexer lexer = {scratch->engine->dialect, text.data,
                              text.data + text.length};
    int depth = 0;
    const char *name = text.data;
    bool item = false; /* the next token is the name of a column */
    struct error *error = NULL;
    if (!memmem(text.data, text.length, "migrate:renamed-from", 20))
        return NULL;
    for (struct sql_token token = {.kind = SQL_SPACE}, last = token;
         !error && token.kind != SQL_END;) {
        if ((error = sql_token_next(&lexer, &token)))
            return error;
        if (token.kind == SQL_COMMENT)
            error = marker_read(&telling, token.text, text.data);
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT)
            continue;
        if (token.kind == SQL_OPEN && ++depth == 1 && !telling.table.length) {
            /* With its schema. */
            telling.table =
                (struct str){name, (size_t)(last.text.data + last.text.length - name)};
            rename_told(&telling, telling.table, false);
            item = true;
        } else if (token.kind == SQL_CLOSE) {
            depth--;
        } else if (item && depth == 1) {
            rename_told(&telling, token.text, true);
            item = false;
        } else if (depth == 1 && str_is(token.text, ",")) {
            item = true;
        }
        /* A word or quoted name that no point leads to begins a name. */
        if ((token.kind == SQL_WORD || token.kind == SQL_QUOTED ||
             token.kind == SQL_STRING) &&
            !str_is(last.text, "."))
            name = token.text.data;
        last = token;
    }
    if (!error && telling.old.length)
        return error_hint(error_at(telling.old.data, ERROR_USAGE,
                                   "no name follows that could have been %.*s",
                                   STR_ARG(telling.old)),
                          "the comment stands before what it is about");
    return error;
}

/* Whether a rename that the schema tells of is still to be done. One that was done long
 * ago stays in the file, and means nothing any more. */
static struct error *
told_check(const struct schema *before, struct str told, bool *now, struct arena *arena)
{
    struct str new, table;
    const struct str old = name_before(told, ':', &new);
    const bool was = row_find(before, old, arena), is = row_find(before, new, arena);
    *now = was && !is;
    name_last(old, &table);
    const struct schema_row *owner = table.length ? row_find(before, table, arena) : NULL;
    if (was || is || !owner || !row_is(owner, "table"))
        return NULL;
    return error_hint(error_new(ERROR_USAGE,
                                "-- migrate:renamed-from: there is no %.*s that %.*s "
                                "could have been",
                                STR_ARG(old), STR_ARG(new)),
                      "say what the revisions called it; a new column needs no comment");
}

struct error *
renames_join(struct names *all, const struct scratch *scratch, struct names given,
             const struct schema *before)
{
    VEC(struct str) list = {0};
    struct error *error = NULL;
    for (size_t i = 0; i < given.count; i++)
        vec_push(&list, scratch->arena, given.items[i]);
    vec_each (&scratch->renames, told) {
        bool now = false;
        if (!error && !(error = told_check(before, *told, &now, scratch->arena)) && now)
            vec_push(&list, scratch->arena, *told);
    }
    *all = (struct names){list.items, list.count};
    return error;
}
