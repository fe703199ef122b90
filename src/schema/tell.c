/* Renames that comments in the wanted schema tell of. */
#include "rename.h"
#include "sqlite.h"

#include <string.h>

struct telling {
    struct scratch *scratch;
    const char *path;
    struct str file;
    struct str table;
    struct str old; /* what the comment says, until the name that it is about */
    bool is_table;  /* the statement makes one */
    bool inside;    /* no name comes next that a comment could be about */
};

static void
rename_told(struct telling *telling, struct str new, bool column)
{
    const struct told told = {telling->table, column ? new : (struct str){0},
                              telling->old, telling->path, telling->file};
    if (telling->old.length)
        vec_push(&telling->scratch->renames, telling->scratch->arena, told);
    telling->old = (struct str){0};
}

/* Takes the name out of a marker. */
static struct error *
marker_read(struct telling *telling, struct str comment, const char *text)
{
    static const char word[] = "migrate:renamed-from";
    const struct str body = str_trim(str_cut(comment, 2));
    if (body.length < sizeof word - 1 ||
        strncasecmp(body.data, word, sizeof word - 1) != 0)
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
    if (telling->inside)
        return error_hint(
            error_at(comment.data, ERROR_USAGE, "%s stands behind a name", word),
            "it stands on a line before the name that it is about");
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

/* A place in a statement. */
struct walk {
    struct sql_token last;
    const char *name; /* where the name begins that stood last, with its schema */
    int depth;
    bool item; /* the next token is the name of a column */
};

static void
table_told(struct telling *telling, const struct walk *walk)
{
    telling->table = (struct str){
        walk->name, (size_t)(walk->last.text.data + walk->last.text.length - walk->name)};
    rename_told(telling, telling->table, false);
}

static struct error *
token_see(struct telling *telling, struct walk *walk, const struct sql_token *token)
{
    static const char *const rest[] = {"as", "using", "of", "partition", NULL};
    static const char *const constraints[] = {"constraint", "primary", "unique", "check",
                                              "foreign",    "exclude", "like",   NULL};
    if (!telling->table.length && !walk->depth &&
        (token->kind == SQL_OPEN || is_word_of(token, rest))) {
        table_told(telling, walk);
        walk->item = token->kind == SQL_OPEN;
    } else if (walk->item && walk->depth == 1) {
        if (telling->old.length && is_word_of(token, constraints))
            return error_hint(error_at(token->text.data, ERROR_USAGE,
                                       "migrate:renamed-from %.*s stands before what is "
                                       "no column",
                                       STR_ARG(telling->old)),
                              "put it before the column that had that name");
        rename_told(telling, token->text, true);
        walk->item = false;
    } else if (walk->depth == 1 && str_is(token->text, ",")) {
        walk->item = true;
    }
    walk->depth += (token->kind == SQL_OPEN) - (token->kind == SQL_CLOSE);
    telling->inside = telling->table.length && !(walk->item && walk->depth == 1);
    /* A word or quoted name that no point leads to begins a name. */
    if ((token->kind == SQL_WORD || token->kind == SQL_QUOTED ||
         token->kind == SQL_STRING) &&
        !str_is(walk->last.text, "."))
        walk->name = token->text.data;
    walk->last = *token;
    return NULL;
}

struct error *
renames_tell(struct scratch *scratch, const struct sql_statement *statement,
             const char *path, struct str file)
{
    struct telling telling = {.scratch = scratch,
                              .path = path,
                              .file = file,
                              .is_table = makes_table(statement)};
    const struct str text = statement->text;
    struct sql_lexer lexer = {scratch->engine->dialect, text.data,
                              text.data + text.length};
    struct walk walk = {.name = text.data};
    struct error *error = NULL;
    for (struct sql_token token = {.kind = SQL_SPACE}; !error && token.kind != SQL_END;) {
        if ((error = sql_token_next(&lexer, &token)))
            break;
        if (token.kind == SQL_COMMENT)
            error = marker_read(&telling, token.text, text.data);
        else if (token.kind != SQL_SPACE)
            error = token_see(&telling, &walk, &token);
    }
    if (!error && telling.old.length)
        error = error_hint(error_at(telling.old.data, ERROR_USAGE,
                                    "no name follows that could have been %.*s",
                                    STR_ARG(telling.old)),
                           "the comment stands before what it is about");
    return error_locate(error, path, file);
}

/* --- Which of them are still to be done -------------------------------------------- */

/* A rename that was done long ago stays in the file, and means nothing any more. */
struct pending {
    const struct schema_row *was, *is; /* what has the old name, and the new one */
    struct str old, new;
    const struct told *told;
    bool now;
};
struct joining {
    struct plains before, after;
    struct names given;
};

static bool
is_same_name(const struct joining *joining, struct str one, struct str other)
{
    const struct plains *plains = &joining->before;
    return str_equal(id_plain(one, plains->dialect, plains->arena),
                     id_plain(other, plains->dialect, plains->arena));
}

static struct pending
pending_of(const struct joining *joining, const struct told *told, struct str old,
           struct str new)
{
    return (struct pending){row_find(&joining->before, old),
                            row_find(&joining->before, new),
                            old,
                            new,
                            told,
                            false};
}

static struct error *
told_locate(const struct told *told, struct error *error)
{
    if (error)
        error->at = told->old.data;
    return error_locate(error, told->path, told->file);
}

/* A new name that another thing has is free when that one gives it up. */
static void
pending_settle(struct pending *list, size_t count)
{
    for (bool news = true; news;) {
        news = false;
        for (size_t i = 0; i < count; i++) {
            bool freed = !list[i].is;
            for (size_t k = 0; k < count; k++)
                freed |= list[k].now && list[k].was == list[i].is;
            if (list[i].now || !list[i].was || !freed)
                continue;
            list[i].now = news = true;
        }
    }
}

/* What a table is called before all renames. */
static struct str
table_before(const struct joining *joining, const struct told *told,
             const struct pending *tables, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tables[i].now && str_equal(tables[i].new, told->table))
            return tables[i].old;
    for (size_t i = 0; i < joining->given.count; i++) {
        struct str new;
        const struct str old = name_before(joining->given.items[i], ':', &new);
        if (is_same_name(joining, new, told->table))
            return old;
    }
    return told->table;
}

static struct error *
column_check(const struct joining *joining, const struct pending *column,
             struct str table)
{
    const struct schema_row *owner = row_find(&joining->before, table);
    if (column->was || column->is || !owner || !row_is(owner, "table"))
        return NULL;
    return error_hint(error_new(ERROR_USAGE,
                                "-- migrate:renamed-from: there is no %.*s that %.*s "
                                "could have been",
                                STR_ARG(column->old), STR_ARG(column->new)),
                      "say what the revisions called it; a new column needs no comment");
}

/* Whether it was said before; what was said otherwise is an error. */
static struct error *
said_check(const struct joining *joining, struct names list, const struct pending *one,
           bool *there)
{
    for (size_t i = 0; i < list.count; i++) {
        struct str new;
        const struct str old = name_before(list.items[i], ':', &new);
        if (row_find(&joining->before, old) != one->was)
            continue;
        const struct str said = name_last(new, &(struct str){0});
        const struct str told = name_last(one->new, &(struct str){0});
        *there = is_same_name(joining, said, told);
        if (!*there)
            return error_hint(error_new(ERROR_USAGE,
                                        "%.*s cannot be renamed to %.*s and to %.*s",
                                        STR_ARG(one->old), STR_ARG(said), STR_ARG(told)),
                              "one is said by --rename or a comment in the wanted "
                              "schema, and so is the other");
    }
    return NULL;
}

/* Done long ago, it would name nothing; when both are there and the old one goes, only
 * who wrote it knows which of them is meant to stay. */
static struct error *
unused_check(const struct joining *joining, const struct pending *one)
{
    const struct told *told = one->told;
    struct arena *arena = joining->before.arena;
    if (one->now || !one->was || !one->is || one->was == one->is)
        return NULL;
    for (size_t i = 0; i < joining->given.count; i++)
        if (row_find(&joining->before, name_before(joining->given.items[i], ':',
                                                   &(struct str){0})) == one->was)
            return NULL;
    const char *now =
        told->column.length
            ? arena_printf(arena, "%.*s.%.*s", STR_ARG(told->table), STR_ARG(told->old))
            : str_dup(arena, told->old);
    if (row_find(&joining->after, str_from(now)))
        return NULL;
    return error_hint(
        error_new(ERROR_USAGE,
                  "-- migrate:renamed-from: there is %.*s, which goes, and %.*s, too",
                  STR_ARG(one->old), STR_ARG(one->new)),
        "remove the comment if that was done long ago; \"--rename %.*s:%.*s\" if it is "
        "to take the other one's place",
        STR_ARG(one->old), STR_ARG(one->new));
}

struct error *
renames_join(struct names *renames, const struct told *told, size_t count,
             const struct schema *before, const struct schema *after, struct arena *arena)
{
    struct joining joining = {.given = *renames};
    struct pending *tables = arena_array(arena, count + 1, sizeof *tables);
    struct pending *columns = arena_array(arena, count + 1, sizeof *columns);
    struct error *error = NULL;
    VEC(struct str) list = {0};
    if (!count)
        return NULL;
    plains_make(&joining.before, before, arena);
    plains_make(&joining.after, after, arena);
    for (size_t i = 0; i < renames->count; i++)
        vec_push(&list, arena, renames->items[i]);
    size_t table_count = 0, column_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!told[i].column.length)
            tables[table_count++] =
                pending_of(&joining, &told[i], told[i].old, told[i].table);
    pending_settle(tables, table_count);
    for (size_t i = 0; i < count && !error; i++) {
        if (!told[i].column.length)
            continue;
        const struct str table = table_before(&joining, &told[i], tables, table_count);
        const char *old =
            arena_printf(arena, "%.*s.%.*s", STR_ARG(table), STR_ARG(told[i].old));
        const char *new =
            arena_printf(arena, "%.*s.%.*s", STR_ARG(table), STR_ARG(told[i].column));
        struct pending *column = &columns[column_count++];
        *column = pending_of(&joining, &told[i], str_from(old), str_from(new));
        error = told_locate(&told[i], column_check(&joining, column, table));
    }
    pending_settle(columns, column_count);
    for (size_t i = 0; i < table_count + column_count && !error; i++) {
        const struct pending *one =
            i < table_count ? &tables[i] : &columns[i - table_count];
        bool there = false;
        if ((error = told_locate(one->told, unused_check(&joining, one))))
            break;
        if (one->now &&
            !(error = told_locate(
                  one->told, said_check(&joining, (struct names){list.items, list.count},
                                        one, &there))) &&
            !there)
            vec_push(&list, arena,
                     str_from(arena_printf(arena, "%.*s:%.*s", STR_ARG(one->old),
                                           STR_ARG(one->new))));
    }
    *renames = (struct names){list.items, list.count};
    return error;
}
