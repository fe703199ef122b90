/* Renames that comments in the wanted schema tell of. */
#include "rename.h"

#include <string.h>

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
renames_join(struct names *renames, struct names told, const struct schema *before,
             struct arena *arena)
{
    VEC(struct str) list = {0};
    struct error *error = NULL;
    for (size_t i = 0; i < renames->count; i++)
        vec_push(&list, arena, renames->items[i]);
    for (size_t i = 0; i < told.count; i++) {
        bool now = false;
        if (!error && !(error = told_check(before, told.items[i], &now, arena)) && now)
            vec_push(&list, arena, told.items[i]);
    }
    *renames = (struct names){list.items, list.count};
    return error;
}
