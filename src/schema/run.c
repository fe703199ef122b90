/* Running scripts, files of DDL and ways on a scratch database. */
#include "schema.h"

#include "migrate/file.h"
#include "migrate/plan.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static struct error *
run_inside(struct scratch *scratch, struct str sql, const struct engine_facts *facts)
{
    struct engine *engine = scratch->engine;
    struct foreign_keys keys = {0};
    struct error *error = foreign_keys_set(&keys, engine, facts);
    if (!error && !scratch->transaction)
        error = engine_begin_modes(engine, facts->modes, false);
    if (!error)
        error = foreign_keys_count(&keys, engine, scratch->arena);
    if (!error)
        error = engine_run(engine, sql, facts, NULL, NULL);
    if (!error)
        error = foreign_keys_check(&keys, engine, scratch->arena);
    if (!error && !scratch->transaction)
        error = engine_commit(engine);
    if (error)
        return scratch->transaction ? error : engine_rollback(engine, error);
    return foreign_keys_restore(&keys, engine);
}

static struct error *
run_outside(struct scratch *scratch, struct str sql)
{
    struct engine *engine = scratch->engine;
    struct sql_scanner scanner = {
        .lexer = {engine->dialect, sql.data, sql.data + sql.length}};
    if (scratch->transaction)
        return error_hint(error_at(sql.data, ERROR_USAGE,
                                   "this section runs outside a transaction, which an "
                                   "empty database in place of a scratch database "
                                   "does not allow"),
                          "let the role create databases");
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error)
            return error;
        /* By itself it is the end of a batch that the statement before it ended. */
        if (!statement.body.length ||
            (sql_control(engine->dialect, &statement) == SQL_CONTROL_CHAIN &&
             !engine->driver->transaction(engine)))
            continue;
        if ((error = engine_statement_outside(engine, &statement)))
            return error;
    }
    return NULL;
}

static bool
word_is(const struct sql_statement *statement, size_t i, const char *word)
{
    return i < statement->word_count && str_is_nocase(statement->words[i], word);
}

/* SET, RESET and, as pg_dump writes it, SELECT set_config(…). */
static bool
is_setting(const struct sql_statement *statement)
{
    return word_is(statement, 0, "set") || word_is(statement, 0, "reset") ||
           (word_is(statement, 0, "select") &&
            memmem(statement->body.data, statement->body.length, "set_config", 10));
}

/* What does not stay in the scratch database: roles are the whole server's, and an
 * attached file is a real one. */
static struct error *
reach_check(const struct sql_statement *statement, bool own_server)
{
    static const char *const verbs[] = {"create", "alter", "drop", NULL};
    static const char *const things[] = {"role",       "user",   "group", "database",
                                         "tablespace", "system", NULL};
    bool verb = false, thing = false;
    for (size_t i = 0; verbs[i]; i++)
        verb |= word_is(statement, 0, verbs[i]);
    for (size_t i = 0; things[i]; i++)
        thing |= word_is(statement, 1, things[i]);
    if (word_is(statement, 1, "user") && word_is(statement, 2, "mapping"))
        thing = false;
    const bool file =
        word_is(statement, 0, "attach") ||
        (word_is(statement, 0, "vacuum") && word_is(statement, 1, "into")) ||
        ((word_is(statement, 0, "drop") || word_is(statement, 0, "reassign")) &&
         word_is(statement, 1, "owned"));
    if (own_server || !((verb && thing) || file))
        return NULL;
    return error_hint(error_at(statement->body.data, ERROR_USAGE,
                               "this reaches beyond the scratch database: it is not run "
                               "only to try it"),
                      "on PostgreSQL set scratch.url to a server that is there for that");
}

static struct error *
section_reach(const struct scratch *scratch, struct str sql)
{
    struct sql_scanner scanner = {
        .lexer = {scratch->engine->dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        if (!(error = sql_next(&scanner, &statement, &found)) && statement.body.length)
            error = reach_check(&statement, scratch->own_server);
    }
    return error;
}

static struct error *
run_section(struct scratch *scratch, struct str sql, bool transactional)
{
    struct engine_facts facts;
    struct error *error =
        engine_inspect(&facts, scratch->engine->dialect, sql, transactional);
    if (error || (error = section_reach(scratch, sql)))
        return error;
    error = transactional ? run_inside(scratch, sql, &facts) : run_outside(scratch, sql);
    if (error)
        return error;
    return scratch->transaction ? session_renew(scratch) : engine_reset(scratch->engine);
}

struct error *
scratch_run(struct scratch *scratch, const struct revision *revision,
            enum direction direction, const struct expansion *expansion)
{
    struct sections sections;
    struct error *error =
        revision_sections(&sections, revision, scratch->engine->dialect, expansion);
    if (error)
        return error;
    const struct section *section =
        direction == DIRECTION_UP ? &sections.up : &sections.down;
    return section_locate(section, revision,
                          run_section(scratch, section->text, section->transactional));
}

struct error *
scratch_replay(struct scratch *scratch, const struct graph *graph, struct indices targets,
               const struct expansion *expansion)
{
    const struct place place = {graph, scratch->arena, {0}};
    struct plan plan;
    struct error *error = plan_upgrade(&plan, &place, targets);
    for (size_t i = 0; !error && i < plan.count; i++)
        error = scratch_run(scratch, graph->revisions[plan.steps[i].revision],
                            DIRECTION_UP, expansion);
    return error;
}

struct error *
scratch_change(struct scratch *scratch, const struct schema_changes *changes)
{
    const struct str text = schema_text(changes, scratch->arena);
    static const char no_cast[] = "42846";
    struct error *error =
        scratch->transaction ? engine_exec(scratch->engine, "SAVEPOINT migrate_way", NULL)
                             : NULL;
    if (error)
        return error;
    error = run_section(scratch, text, !changes->commits);
    if (error && scratch->transaction)
        error_free(engine_exec(scratch->engine, "ROLLBACK TO migrate_way", NULL));
    if (error && strcmp(error->sqlstate, no_cast) == 0)
        error = error_hint_instead(
            error, "how the values become the new type only you can say: write this "
                   "revision by hand, with ALTER COLUMN … TYPE … USING an expression");
    if (error && strstr(error->message, "part of the partition key"))
        error = error_hint_instead(
            error, "no statement changes a column by which a table is partitioned: make "
                   "a new table in a revision by hand, and move the rows");
    return error_locate(error, "the generated SQL", text);
}

/* --- Files of DDL ------------------------------------------------------------------ */

struct piece {
    const char *path;
    struct str file;
    struct sql_statement statement;
    const char *settings; /* those that stand before it in its file */
    struct error *error;  /* why it did not run yet */
    bool done;
};
struct pieces {
    VEC(struct piece) list;
};

static bool
is_ddl(const struct sql_statement *statement)
{
    static const char *const words[] = {"create", "alter",    "comment", "grant",
                                        "revoke", "security", "do",      NULL};
    for (size_t i = 0; words[i]; i++)
        if (word_is(statement, 0, words[i]))
            return true;
    return false;
}

static struct error *
ddl_check(const struct sql_statement *statement)
{
    if (is_ddl(statement))
        return NULL;
    return error_hint(error_at(statement->body.data, ERROR_USAGE,
                               "this is no DDL: the wanted schema is what CREATE, ALTER, "
                               "COMMENT and GRANT say"),
                      "what changes rows, or drops, belongs into a revision");
}

struct error *
schema_only(struct str sql, const struct sql_dialect *dialect)
{
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        if (!(error = sql_next(&scanner, &statement, &found)) && statement.body.length &&
            !word_is(&statement, 0, "drop") && !is_ddl(&statement) &&
            !is_setting(&statement))
            error = error_hint(
                error_at(statement.body.data, ERROR_USAGE,
                         "this may change rows, of which a range that does not begin at "
                         "the base knows nothing"),
                "begin the range at the base, or behind this revision");
    }
    return error;
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
        if (!piece.statement.body.length ||
            sql_control(dialect, &piece.statement) != SQL_CONTROL_NONE)
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

/* SQLite looks at what a view names only when it is used. */
static struct error *
views_check(struct scratch *scratch)
{
    struct rows views, none;
    struct error *error = engine_query(
        scratch->engine, scratch->arena,
        "SELECT name, '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema"
        " WHERE type = 'view'",
        &views);
    for (size_t i = 0; !error && i < views.count; i++)
        error = error_prefix(
            engine_query(scratch->engine, scratch->arena,
                         arena_printf(scratch->arena, "SELECT 1 FROM %s LIMIT 0",
                                      rows_value(&views, i, 1)),
                         &none),
            "view %s", rows_value(&views, i, 0));
    return error;
}

static struct error *
pieces_load(struct scratch *scratch, struct pieces *pieces)
{
    struct engine *engine = scratch->engine;
    scratch->renames.count = 0;
    struct error *error = NULL;
    vec_each (&pieces->list, piece)
        if (!error && (error = renames_tell(scratch, &piece->statement)))
            error = error_locate(error, piece->path, piece->file);
    if (!error && !scratch->transaction)
        error = engine_begin(engine, false);
    if (error)
        return error;
    scratch->loading = true;
    if (!(error = session_renew(scratch)))
        error = pieces_run(pieces, scratch);
    scratch->loading = false;
    if (!error && engine->dialect == &sql_sqlite)
        error = views_check(scratch);
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
    if (!error && !pieces.list.count)
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
