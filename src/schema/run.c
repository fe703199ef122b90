/* Running scripts and ways on a scratch database. */
#include "run.h"

#include "migrate/plan.h"

#include <ctype.h>
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
    if (!error)
        error = shared_check(scratch);
    if (!error && !scratch->transaction)
        error = engine_commit(engine);
    if (error)
        return scratch->transaction ? error : engine_rollback(engine, error);
    return foreign_keys_restore(&keys, engine);
}

/* In a transaction where the server allows that, so that what it does to others can be
 * rolled back. */
static struct error *
statement_guarded(struct scratch *scratch, const struct sql_statement *statement)
{
    struct engine *engine = scratch->engine;
    struct error *error = engine_begin(engine, false);
    if (!error)
        error = engine_statement(engine, statement);
    if (!error)
        error = shared_check(scratch);
    if (!error)
        error = engine_commit(engine);
    return error ? engine_rollback(engine, error) : NULL;
}

static struct error *
statement_alone(struct scratch *scratch, const struct sql_statement *statement)
{
    static const char *const states[] = {"25001", "2D000"}; /* not in a transaction */
    struct engine *engine = scratch->engine;
    struct error *error = NULL;
    const bool guarded = scratch->shared.count && !engine->driver->transaction(engine) &&
                         sql_control(engine->dialect, statement) == SQL_CONTROL_NONE &&
                         !sql_outside_only(engine->dialect, statement);
    engine->keep_session = true;
    if (guarded)
        error = statement_guarded(scratch, statement);
    const bool refused = error && (strcmp(error->sqlstate, states[0]) == 0 ||
                                   strcmp(error->sqlstate, states[1]) == 0);
    if (refused)
        error_free(error);
    if (!guarded || refused) {
        error = engine_statement_outside(engine, statement);
        if (!error && !engine->driver->transaction(engine))
            error = shared_check(scratch);
    }
    engine->keep_session = false;
    return error;
}

static struct error *
error_at_statement(struct error *error, const struct sql_statement *statement)
{
    if (!error->at)
        error->at = statement->body.data;
    return error;
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
        if ((error = statement_alone(scratch, &statement)))
            return error_at_statement(error, &statement);
    }
    return NULL;
}

bool
word_is(const struct sql_statement *statement, size_t i, const char *word)
{
    return i < statement->word_count && str_is_nocase(statement->words[i], word);
}

bool
is_setting(const struct sql_statement *statement)
{
    return word_is(statement, 0, "set") || word_is(statement, 0, "reset") ||
           (word_is(statement, 0, "select") &&
            memmem(statement->body.data, statement->body.length, "set_config", 10));
}

static const char *const verbs[] = {"create", "alter", "drop", NULL};
static const char *const things[] = {"role",       "user",   "group", "database",
                                     "tablespace", "system", NULL};

/* Whether a block says such a statement, to run it itself. With a place for the name it
 * is made for whatever database it runs in. */
static bool
block_reaches(struct str text)
{
    struct str last = {0};
    for (const char *at = text.data, *end = at + text.length; at < end;) {
        const char *start = at;
        while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
            at++;
        const struct str word = {start, (size_t)(at - start)};
        if (!word.length) {
            at++;
            continue;
        }
        const struct str rest = {at, (size_t)(end - at)};
        const bool any = str_is_nocase(word, "database") &&
                         (str_starts(rest, STR(" %")) || str_starts(rest, STR(" '")));
        const bool mapping =
            str_starts(rest, STR(" MAPPING")) || str_starts(rest, STR(" mapping"));
        if (is_any(last, verbs) && is_any(word, things) && !any && !mapping)
            return true;
        last = word;
    }
    return false;
}

/* GRANT or REVOKE without ON is about roles. */
static bool
grants_role(const struct sql_statement *statement)
{
    if (!word_is(statement, 0, "grant") && !word_is(statement, 0, "revoke"))
        return false;
    struct str rest = statement->body;
    struct sql_lexer lexer = {&sql_postgresql, rest.data, rest.data + rest.length};
    struct sql_token token = {.kind = SQL_SPACE};
    while (token.kind != SQL_END) {
        struct error *error = sql_token_next(&lexer, &token);
        error_free(error);
        if (error || (token.kind == SQL_WORD && str_is_nocase(token.text, "on")))
            return false;
    }
    return true;
}

/* A file or program of the server: COPY … TO 'file', TO PROGRAM. */
static bool
copies_file(const struct sql_statement *statement)
{
    if (!word_is(statement, 0, "copy") || statement->copies)
        return false;
    const struct str text = statement->body;
    struct sql_lexer lexer = {&sql_postgresql, text.data, text.data + text.length};
    struct sql_token token = {.kind = SQL_SPACE};
    for (bool behind = false; token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        error_free(error);
        if (error || token.kind == SQL_SPACE || token.kind == SQL_COMMENT)
            continue;
        if (behind)
            return token.kind == SQL_STRING || str_is_nocase(token.text, "program");
        behind = token.kind == SQL_WORD &&
                 (str_is_nocase(token.text, "to") || str_is_nocase(token.text, "from"));
    }
    return false;
}

/* Functions that do what no transaction takes back, named in a statement that runs. */
static bool
calls_beyond(const struct sql_statement *statement)
{
    static const char *const runs[] = {"select", "do",     "call",  "with",   "insert",
                                       "update", "delete", "merge", "values", NULL};
    static const char *const names[] = {"dblink",
                                        "dblink_exec",
                                        "dblink_connect",
                                        "lo_export",
                                        "pg_file_write",
                                        "pg_create_physical_replication_slot",
                                        "pg_promote",
                                        "pg_reload_conf",
                                        "pg_create_logical_replication_slot",
                                        "pg_switch_wal",
                                        "pg_drop_replication_slot",
                                        "pg_copy_logical_replication_slot",
                                        "pg_copy_physical_replication_slot",
                                        NULL};
    if (!statement->word_count || !is_any(statement->words[0], runs))
        return false;
    for (const char *at = statement->body.data, *end = at + statement->body.length;
         at < end;) {
        const char *start = at;
        while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
            at++;
        if (at > start && is_any((struct str){start, (size_t)(at - start)}, names))
            return true;
        at += at == start;
    }
    return false;
}

/* COMMENT and SECURITY LABEL on what is not of this database. */
static bool
labels_shared(const struct sql_statement *statement)
{
    static const char *const shared[] = {"role", "database", "tablespace", NULL};
    const bool label =
        word_is(statement, 0, "comment") || word_is(statement, 0, "security");
    for (size_t i = 1; label && i + 1 < statement->word_count; i++)
        if (word_is(statement, i, "on"))
            return is_any(statement->words[i + 1], shared);
    return false;
}

struct error *
reach_check(const struct sql_statement *statement, bool own_server)
{
    const bool beyond = grants_role(statement) || copies_file(statement) ||
                        calls_beyond(statement) || labels_shared(statement);
    const bool block = word_is(statement, 0, "do") && block_reaches(statement->body);
    const bool outside =
        statement->word_count > 1 && is_any(statement->words[0], verbs) &&
        is_any(statement->words[1], things) &&
        !(word_is(statement, 1, "user") && word_is(statement, 2, "mapping"));
    const bool file =
        word_is(statement, 0, "attach") ||
        (word_is(statement, 0, "vacuum") && word_is(statement, 1, "into")) ||
        ((word_is(statement, 0, "drop") || word_is(statement, 0, "reassign")) &&
         word_is(statement, 1, "owned"));
    if (own_server || !(outside || file || block || beyond))
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
    scratch->used = true;
    if ((error = shared_begin(scratch)))
        return error;
    error = transactional ? run_inside(scratch, sql, &facts) : run_outside(scratch, sql);
    if (error)
        return error;
    return scratch->transaction ? session_renew(scratch) : engine_reset(scratch->engine);
}

bool
is_ddl(const struct sql_statement *statement)
{
    static const char *const words[] = {"create", "alter",    "comment", "grant",
                                        "revoke", "security", "do",      NULL};
    return statement->word_count && is_any(statement->words[0], words);
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
    if (error && str_starts(str_from(error->message), STR("error in trigger ")) &&
        strstr(error->message, "after rename"))
        error = error_hint_instead(
            error, "SQLite renames no column that a view with an INSTEAD OF trigger "
                   "hands on: drop the trigger in a revision before this one");
    return error_locate(error, "the generated SQL", text);
}
