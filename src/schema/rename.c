/* Renames are never guessed: they are said ("users.name:users.full_name"), done first,
 * and what is left is a difference like any other, since the database has renamed in
 * every text that names the thing. */
#include "sqlite.h"

#include <string.h>

struct rename {
    const struct schema_row *row;
    struct str before, after; /* the last part of the name, as the row's id writes it */
    const char *owner;        /* of a column: its table */
};

static const char *
object_of(const struct schema_row *row)
{
    static const struct {
        const char *kind, *object;
    } objects[] = {{"table", "TABLE"},
                   {"view", "VIEW"},
                   {"materialized view", "MATERIALIZED VIEW"},
                   {"sequence", "SEQUENCE"},
                   {"index", "INDEX"},
                   {"enum", "TYPE"},
                   {"composite", "TYPE"},
                   {"range", "TYPE"},
                   {"domain", "DOMAIN"},
                   {"schema", "SCHEMA"},
                   {"column", "COLUMN"}};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (row_is(row, objects[i].kind))
            return objects[i].object;
    return NULL;
}

/* As a row's id: what is in public may be said without, and SQLite folds names. */
static struct str
id_given(struct str text, const struct schema *schema, struct arena *arena)
{
    struct buf out = {.arena = arena};
    if (schema->dialect != &sql_sqlite)
        return text;
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '"')
            sqlite_fold(&out, text.data[i]);
    return buf_str(&out);
}

static const struct schema_row *
row_find(const struct schema *schema, struct str id)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct schema_row *row = &schema->rows[i];
        if (object_of(row) && (str_is(id, row->id) || str_is(id, id_shown(row->id))))
            return row;
    }
    return NULL;
}

static struct error *
rename_read(struct rename *rename, const struct schema *from, struct str text,
            struct arena *arena)
{
    struct str new, owner, new_owner, said;
    struct str old = str_before(text, ':', &new, NULL);
    *rename = (struct rename){.owner = ""};
    if (!new.length)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s says no new name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    old = id_given(old, from, arena);
    new = id_given(new, from, arena);
    rename->row = row_find(from, old);
    if (!rename->row)
        return error_hint(error_new(ERROR_USAGE, "--rename %.*s: there is no %.*s",
                                    STR_ARG(text), STR_ARG(old)),
                          "name what the revisions make, with its table and, if it is "
                          "not in public, its schema");
    rename->before = id_last(str_from(rename->row->id), &owner);
    id_last(old, &said);
    rename->after = id_last(new, &new_owner);
    rename->owner = str_dup(arena, owner);
    if (new_owner.length && !str_equal(new_owner, said) && !str_equal(new_owner, owner))
        return error_hint(error_new(ERROR_USAGE,
                                    "--rename %.*s: the new name is in %.*s, not in %s",
                                    STR_ARG(text), STR_ARG(new_owner), rename->owner),
                          "a rename leaves a thing where it is");
    return NULL;
}

/* SQLite's ids are bare names. */
static const char *
name_of(const struct schema *schema, struct str name, struct arena *arena)
{
    const char *text = str_dup(arena, name);
    return schema->dialect == &sql_sqlite && *text != '"' ? sqlite_quoted(text, arena)
                                                          : text;
}

static const char *
rename_sql(const struct rename *rename, const struct schema *schema, struct str from,
           struct str to, struct arena *arena)
{
    const char *owner = rename->owner;
    const char *old = name_of(schema, from, arena), *new = name_of(schema, to, arena);
    if (row_is(rename->row, "column"))
        return arena_printf(arena, "ALTER TABLE %s RENAME COLUMN %s TO %s",
                            name_of(schema, str_from(owner), arena), old, new);
    if (schema->dialect == &sql_sqlite)
        return arena_printf(arena, "ALTER TABLE %s RENAME TO %s", old, new);
    return arena_printf(arena, "ALTER %s %s%s%s RENAME TO %s", object_of(rename->row),
                        owner, *owner ? "." : "", old, new);
}

struct move {
    const struct rename *rename;
    struct str from, to;
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
        struct move move = {&list[i], list[i].before, list[i].after};
        for (size_t k = 0; k < count; k++)
            if (k != i && str_equal(list[k].before, move.to) &&
                strcmp(list[k].owner, list[i].owner) == 0) {
                const char *via = arena_printf(arena, "migrate_renames_%zu", i + 1);
                const struct move last = {&list[i], str_from(via), move.to};
                move.to = str_from(via);
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
}

/* --- Told by comments -------------------------------------------------------------- */

struct telling {
    struct scratch *scratch;
    struct str table; /* as the database knows it so far */
    struct str old;   /* what the comment says, until the name that it is about */
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

void
renames_tell(struct scratch *scratch, const struct sql_statement *statement)
{
    static const char mark[] = "-- migrate:renamed-from ";
    struct telling telling = {.scratch = scratch};
    const struct str text = statement->text;
    struct sql_lexer lexer = {scratch->engine->dialect, text.data,
                              text.data + text.length};
    int depth = 0;
    const char *name = text.data;
    bool item = false; /* the next token is the name of a column */
    if (!memmem(text.data, text.length, mark, sizeof mark - 1))
        return;
    for (struct sql_token token = {.kind = SQL_SPACE}, last = token;
         token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error); /* it was read before */
            return;
        }
        if (token.kind == SQL_COMMENT && str_starts(token.text, str_from(mark)))
            telling.old = str_trim(str_cut(token.text, sizeof mark - 1));
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
        if ((token.kind == SQL_WORD || token.kind == SQL_QUOTED) &&
            !str_is(last.text, "."))
            name = token.text.data;
        last = token;
    }
}

struct names
renames_join(const struct scratch *scratch, struct names given,
             const struct schema *before)
{
    VEC(struct str) all = {0};
    for (size_t i = 0; i < given.count; i++)
        vec_push(&all, scratch->arena, given.items[i]);
    /* One that was done long ago stays in the file, and means nothing any more. */
    vec_each (&scratch->renames, told) {
        struct str new;
        const struct str old = str_before(*told, ':', &new, NULL);
        if (row_find(before, id_given(old, before, scratch->arena)) &&
            !row_find(before, id_given(new, before, scratch->arena)))
            vec_push(&all, scratch->arena, *told);
    }
    return (struct names){all.items, all.count};
}
