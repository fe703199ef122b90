/* Files of DDL: their statements may stand in any order. */
#include "run.h"
#include "sqlite.h"

#include "migrate/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct piece {
    const char *path;
    struct str file;
    struct sql_statement statement;
    const char *settings; /* those that stand before it in its file */
    struct error *error;  /* why it did not run yet */
    bool done;            /* or it is only what stands at the end of a file: comments */
};
struct pieces {
    VEC(struct piece) list;
    size_t count; /* of statements */
};

static struct error *
ddl_check(const struct sql_statement *statement)
{
    if (word_is(statement, 0, "create") &&
        (word_is(statement, 1, "temp") || word_is(statement, 1, "temporary")))
        return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                   "what is temporary belongs to no schema"),
                          "take it out, or make it in a revision");
    if (is_ddl(statement))
        return NULL;
    return error_hint(error_at(statement->body.data, ERROR_USAGE,
                               "this is no DDL: the wanted schema is what CREATE, ALTER, "
                               "COMMENT and GRANT say"),
                      "what changes rows, or drops, belongs into a revision");
}

static struct error *
pieces_cut(struct pieces *pieces, const struct sql_dialect *dialect, const char *path,
           struct str file, struct arena *arena)
{
    struct sql_scanner scanner = {.lexer = {dialect, file.data, file.data + file.length}};
    const char *bad = NULL, *settings = "";
    if (!str_is_utf8(file, &bad))
        return error_at(bad, ERROR_USAGE, "%s",
                        *bad ? "this is not UTF-8" : "a NUL byte");
    for (bool found = true; found;) {
        struct piece piece = {.path = path, .file = file};
        struct error *error = sql_next(&scanner, &piece.statement, &found);
        if (error)
            return error;
        if (!piece.statement.body.length) {
            piece.done = true;
            vec_push(&pieces->list, arena, piece);
            continue;
        }
        if (sql_control(dialect, &piece.statement) != SQL_CONTROL_NONE)
            continue; /* all of it is one transaction of ours */
        if (is_setting(&piece.statement)) {
            settings =
                arena_printf(arena, "%s%.*s;", settings, STR_ARG(piece.statement.body));
            continue;
        }
        if ((error = ddl_check(&piece.statement)) ||
            (error = reach_check(&piece.statement, false)))
            return error;
        piece.settings = settings;
        pieces->count++;
        vec_push(&pieces->list, arena, piece);
    }
    return NULL;
}

static struct error *
text_cut(struct pieces *pieces, const struct sql_dialect *dialect, const char *path,
         struct str text, struct arena *arena)
{
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_cut(text, 3);
    return error_locate(pieces_cut(pieces, dialect, path, text, arena), path, text);
}

static struct error *
file_cut(struct pieces *pieces, const struct sql_dialect *dialect, const char *path,
         struct arena *arena)
{
    struct str text;
    struct error *error = file_read_script(&text, arena, AT_FDCWD, path, path);
    return error ? error : text_cut(pieces, dialect, path, text, arena);
}

/* A file, or those of a folder and of the folders in it. */
static struct error *
path_cut(struct pieces *pieces, const struct sql_dialect *dialect, const char *path,
         int depth, struct arena *arena)
{
    enum { DEEPEST = 16 };
    struct file_names entries = {0};
    CLEAN_FD int folder = -1;
    if (!file_is_folder(path))
        return file_cut(pieces, dialect, path, arena);
    if (depth > DEEPEST)
        return error_new(ERROR_USAGE, "%s: folders in folders without end", path);
    struct error *error = file_list(&entries, &folder, arena, path);
    vec_each (&entries.names, entry) {
        const char *inside = file_join(arena, path, entry->name);
        if (!error &&
            (file_is_sql(entry->name) || (*entry->name != '.' && file_is_folder(inside))))
            error = path_cut(pieces, dialect, inside, depth + 1, arena);
    }
    return error;
}

/* One that fails is tried again when others have run: they stand in any order. */
static struct error *
piece_run(struct scratch *scratch, struct piece *piece, const char **settings,
          bool *fatal)
{
    struct engine *engine = scratch->engine;
    struct error *error = NULL;
    if (strcmp(*settings, piece->settings) != 0) {
        if ((error = session_renew(scratch)) == NULL && *piece->settings)
            error = engine_exec(engine, piece->settings, NULL);
        *settings = piece->settings;
    }
    if (!error)
        error = engine_exec(engine, "SAVEPOINT migrate_load", NULL);
    *fatal = error != NULL;
    if (error)
        return error;
    if ((error = engine_statement(engine, &piece->statement))) {
        struct error *lost = engine_exec(engine, "ROLLBACK TO migrate_load", NULL);
        *fatal = lost != NULL;
        error_free(lost);
        return error;
    }
    error = engine_exec(engine, "RELEASE migrate_load", NULL);
    *fatal = error != NULL;
    return error;
}

/* Something is missing, most likely what another piece that failed should make. */
static bool
is_consequence(const struct error *error)
{
    static const char *const states[] = {"42P01", "42704", "42883", "3F000", "42703"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(error->sqlstate, states[i]) == 0)
            return true;
    return str_starts(str_from(error->message), STR("no such "));
}

static struct error *
pieces_run(struct pieces *pieces, struct scratch *scratch)
{
    const char *settings = "";
    for (bool progress = true; progress;) {
        progress = false;
        vec_each (&pieces->list, piece) {
            bool fatal = false;
            if (piece->done)
                continue;
            error_free(piece->error);
            piece->error = piece_run(scratch, piece, &settings, &fatal);
            piece->done = !piece->error;
            progress |= piece->done;
            if (fatal)
                goto out;
        }
    }
out:;
    const struct piece *culprit = NULL;
    size_t waiting = 0;
    vec_each (&pieces->list, piece)
        waiting += piece->error != NULL;
    vec_each (&pieces->list, piece)
        if (piece->error && (!culprit || (is_consequence(culprit->error) &&
                                          !is_consequence(piece->error))))
            culprit = piece;
    vec_each (&pieces->list, piece)
        if (piece != culprit)
            error_free(piece->error);
    struct error *first =
        culprit ? error_locate(culprit->error, culprit->path, culprit->file) : NULL;
    if (first && (strcmp(first->sqlstate, "42704") == 0 ||
                  str_starts(str_from(first->message), STR("extension \""))))
        first = error_hint(first, "a role or extension must be there on the scratch "
                                  "server too: make it, or set scratch.url");
    else if (first && waiting > 1 && is_consequence(first))
        first =
            error_hint(first,
                       "%zu statements wait for what is not there, maybe for one "
                       "another: tables whose foreign keys go in a circle need one of "
                       "them in an ALTER TABLE of its own",
                       waiting);
    return first;
}

/* The name of the view or trigger that a statement makes; empty: it makes none. */
static struct str
made_name(const struct sql_statement *statement, const char *kind, struct arena *arena)
{
    static const char *const unless[] = {"if", "not", "exists", NULL};
    struct sql_lexer lexer = sqlite_lexer(statement->body);
    struct sql_token token;
    struct buf name = {.arena = arena};
    bool makes = false;
    if (!word_is(statement, 0, "create"))
        return (struct str){0};
    for (size_t words = 1; sqlite_token_take(&lexer, &token); words++) {
        if (!makes) {
            makes = token.kind == SQL_WORD && str_is_nocase(token.text, kind);
            if (!makes && words > 2) /* CREATE TEMP VIEW */
                break;
        } else if (str_is(token.text, ".")) {
            name.length = 0;
        } else if (name.length) {
            break;
        } else if (!is_word_of(&token, unless)) {
            const struct sql_token written = sqlite_as_name(token);
            buf_add(&name, written.kind == SQL_QUOTED
                               ? sqlite_unquoted(written.text, arena)
                               : written.text);
        }
    }
    return buf_str(&name);
}

/* At the statement that makes it; or at another one of the kind, which has the name that
 * is missing, when the first has not: what is asked for may use that one. */
static struct error *
maker_locate(const struct pieces *pieces, struct error *error, const char *kind,
             const char *name, struct arena *arena)
{
    const char *missing = strrchr(error->message, ' ');
    const char *point = missing ? strrchr(missing, '.') : NULL;
    missing = point ? point + 1 : missing ? missing + 1 : "";
    const struct piece *culprit = NULL;
    int most = 0;
    vec_each (&pieces->list, piece) {
        const struct str text = piece->statement.body;
        const struct str made = made_name(&piece->statement, kind, arena);
        if (!made.length)
            continue;
        const int fits =
            2 * (memmem(text.data, text.length, missing, strlen(missing)) != NULL) +
            str_is_nocase(made, name);
        if (fits > most) {
            culprit = piece;
            most = fits;
        }
    }
    if (!culprit)
        return error_prefix(error, "%s %s", kind, name);
    const struct str made = made_name(&culprit->statement, kind, arena);
    error = error_prefix(error, "%s %.*s", kind, STR_ARG(made));
    error->at = culprit->statement.body.data;
    return error_locate(error, culprit->path, culprit->file);
}

/* The application may have functions and collations of its own. */
static bool
is_fault(const struct error *error, const char *kind)
{
    static const char *const own[] = {"no such function", "no such collation",
                                      "no such module", "no such tokenizer", NULL};
    static const char *const faults[] = {
        "no such ",    "has no column named", "values were supplied",
        "values for ", "circularly defined",  "wrong number of arguments",
        NULL};
    for (size_t i = 0; own[i]; i++)
        if (str_starts(str_from(error->message), str_from(own[i])))
            return false;
    for (size_t i = 0; faults[i]; i++)
        if (strstr(error->message, faults[i]))
            return true;
    return strcmp(kind, "view") == 0;
}

/* SQLite looks at what a view names, or a trigger, only when it is used. Of a trigger
 * each statement is asked for that may fire it, and no other fault of that counts. */
static struct error *
names_check(struct scratch *scratch, const struct pieces *pieces)
{
    struct rows uses, none;
    struct error *error = engine_query(
        scratch->engine, scratch->arena,
        "WITH s AS (SELECT type, name, tbl_name, '\"' || replace(tbl_name, '\"', '\"\"')"
        " || '\"' AS of FROM sqlite_schema WHERE type IN ('view', 'trigger'))"
        " SELECT type, name, 'SELECT 1 FROM ' || of || ' LIMIT 0' FROM s WHERE type ="
        " 'view' UNION ALL SELECT type, name, 'EXPLAIN DELETE FROM ' || of FROM s WHERE"
        " type = 'trigger' UNION ALL SELECT type, name, 'EXPLAIN INSERT INTO ' || of ||"
        " ' DEFAULT VALUES' FROM s WHERE type = 'trigger' UNION ALL SELECT s.type, "
        "s.name,"
        " 'EXPLAIN UPDATE ' || of || ' SET ' || group_concat('\"' || replace(c.name, "
        "'\"',"
        " '\"\"') || '\" = NULL') FROM s, pragma_table_info(tbl_name) c WHERE s.type ="
        " 'trigger' GROUP BY s.name",
        &uses);
    for (size_t i = 0; !error && i < uses.count; i++) {
        const char *kind = rows_value(&uses, i, 0), *name = rows_value(&uses, i, 1);
        error =
            engine_query(scratch->engine, scratch->arena, rows_value(&uses, i, 2), &none);
        if (error && !is_fault(error, kind)) {
            error_free(error);
            error = NULL;
        }
        if (error)
            error = maker_locate(pieces, error, kind, name, scratch->arena);
    }
    return error;
}

static struct error *
pieces_load(struct scratch *scratch, struct pieces *pieces)
{
    struct engine *engine = scratch->engine;
    scratch->used = true;
    scratch->renames = (__typeof__(scratch->renames)){0};
    struct error *error = NULL;
    vec_each (&pieces->list, piece)
        if (!error)
            error = renames_tell(scratch, &piece->statement, piece->path, piece->file);
    if (!error)
        error = shared_begin(scratch);
    if (!error && !scratch->transaction)
        error = engine_begin(engine, false);
    if (error)
        return error;
    scratch->loading = true;
    if (!(error = session_renew(scratch)))
        error = pieces_run(pieces, scratch);
    scratch->loading = false;
    if (!error && engine->dialect == &sql_sqlite)
        error = names_check(scratch, pieces);
    if (!error)
        error = shared_check(scratch);
    if (scratch->transaction)
        return error ? error : session_renew(scratch);
    if (!error)
        error = engine_commit(engine);
    return error ? engine_rollback(engine, error) : engine_reset(engine);
}

struct error *
scratch_load(struct scratch *scratch, const char *path)
{
    struct pieces pieces = {0};
    struct error *error =
        path_cut(&pieces, scratch->engine->dialect, path, 0, scratch->arena);
    if (!error && !pieces.count)
        error = error_hint(error_new(ERROR_USAGE, "%s says nothing", path),
                           "an empty schema would drop everything; name the file or "
                           "folder with the wanted DDL");
    return error ? error : pieces_load(scratch, &pieces);
}

struct error *
scratch_load_text(struct scratch *scratch, const char *path, struct str text)
{
    struct pieces pieces = {0};
    struct error *error =
        text_cut(&pieces, scratch->engine->dialect, path, text, scratch->arena);
    return error ? error : pieces_load(scratch, &pieces);
}
