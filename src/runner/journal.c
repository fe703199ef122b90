/* A step with `transaction: false`.
 *
 * Its log row is its journal: how many statements are done, and in which state the next
 * one is. A statement that may run in a transaction is committed together with its
 * journal entry, so its outcome is always known. One that may not gets an entry before
 * ("running") and one after. States:
 *
 *   started  the first `statements_done` statements are done, the next was not begun
 *   running  the next one was sent outside a transaction; how it ended is not known
 *   failed   the next one failed, as its error says
 *   done     all of it, and the version rows moved with this entry
 */
#include "migrate/interrupt.h"
#include "run.h"

#include <string.h>

struct journal {
    struct run *run;
    const char *direction;
    size_t done;
    bool known; /* what the statement at hand did is known, even if it failed */
};

static struct str
revision_id(const struct journal *journal)
{
    return journal->run->prepared[journal->run->next].revision->id;
}

static struct error *
note(const struct journal *journal, const char *state, const char *failure)
{
    struct version_batch batch = {0};
    log_progress(&batch, &journal->run->version, revision_id(journal), journal->direction,
                 state, journal->done, failure);
    return version_send(&journal->run->version, &batch);
}

/* Runs `work` in a transaction of its own. */
static struct error *
within(struct journal *journal,
       struct error *(*work)(struct journal *, const struct sql_statement *),
       const struct sql_statement *statement)
{
    struct engine *engine = journal->run->runner->engine;
    struct error *error = engine_begin(engine, false);
    if (!error && !engine_has(engine, ENGINE_SESSION_LOCK) &&
        !engine_has(engine, ENGINE_PRINTS))
        error = step_rows_check(journal->run);
    if (!error)
        error = work(journal, statement);
    if (!error)
        error = engine_commit(engine);
    return error ? engine_rollback(engine, error) : NULL;
}

static struct error *
work_open(struct journal *journal, const struct sql_statement *none)
{
    (void)none;
    struct run *run = journal->run;
    const struct prepared *prepared = &run->prepared[run->next];
    const struct log_row row = {.revision = prepared->revision->id,
                                .direction = journal->direction,
                                .state = "started",
                                .started = step_started(run),
                                .path = prepared->revision->path,
                                .script = prepared->revision->text,
                                .tokens_of = prepared->section.text,
                                .total = prepared->facts.statements};
    struct version_batch batch = {0};
    log_add(&batch, &run->version, &run->runner->identity, &row);
    struct error *error = version_create(&run->version);
    return error ? error : version_send(&run->version, &batch);
}

static struct error *
work_statement(struct journal *journal, const struct sql_statement *statement)
{
    struct error *error = engine_statement(journal->run->runner->engine, statement);
    journal->done++; /* the caller takes it back when this is not committed */
    return error ? error : note(journal, "started", NULL);
}

static struct error *
work_close(struct journal *journal, const struct sql_statement *none)
{
    (void)none;
    struct run *run = journal->run;
    const struct step *step = &run->plan.steps[run->next];
    struct version_batch batch = {0};
    version_move(&batch, &run->version, step_names(run, step->removes),
                 step_names(run, step->adds));
    log_progress(&batch, &run->version, revision_id(journal), journal->direction, "done",
                 journal->done, NULL);
    return version_send(&run->version, &batch);
}

/* What to say of a step that stopped: what is done, and how to go on. */
static struct error *
halfway(const struct journal *journal, struct error *error, size_t index)
{
    const struct prepared *prepared = &journal->run->prepared[journal->run->next];
    if (!journal->done && journal->known)
        return error;
    error->kind = ERROR_HALFWAY;
    error =
        error_detail(error,
                     "of the %zu statements of %.*s, which cannot be rolled back, %zu "
                     "%s done",
                     prepared->facts.statements, STR_ARG(prepared->revision->id),
                     journal->done, journal->done == 1 ? "is" : "are");
    if (journal->known)
        return error_hint(error, "mend statement %zu and run again: it goes on there",
                          index);
    return error_hint(
        error,
        "see whether statement %zu took effect; then finish the step by hand "
        "and \"migrate stamp\" its revision",
        index);
}

static struct error *
statement_fail(struct journal *journal, struct error *error, size_t index)
{
    /* When the connection is gone this fails too, and the journal says "running" on. */
    error_free(journal->known ? note(journal, "failed", error->message) : NULL);
    return halfway(journal, error, index);
}

static struct error *
statement_run(struct journal *journal, struct sql_statement *statement, size_t index)
{
    struct engine *engine = journal->run->runner->engine;
    struct error *error = step_before(journal->run, index, statement);
    if (error)
        return error;
    journal->known = true;
    const size_t before = journal->done;
    bool on;
    if (sql_sets_foreign_keys(engine->dialect, statement, &on)) {
        /* It does nothing in a transaction, and nothing that would last without one. */
        error = engine_statement(engine, statement);
        journal->done += !error;
        return error ? statement_fail(journal, error, index)
                     : note(journal, "started", NULL);
    }
    if (!sql_outside_only(engine->dialect, statement)) {
        error = within(journal, work_statement, statement);
        journal->done = error ? before : before + 1;
        return error ? statement_fail(journal, error, index) : NULL;
    }
    if ((error = note(journal, "running", NULL)))
        return error;
    error = engine_statement(engine, statement);
    if (error) {
        /* The server said so itself, or nobody knows. */
        journal->known = error->sqlstate[0] || engine->dialect == &sql_sqlite;
        return statement_fail(journal, error, index);
    }
    journal->done++;
    return note(journal, "started", NULL);
}

static struct error *
statements_run(struct journal *journal, struct str sql)
{
    struct engine *engine = journal->run->runner->engine;
    struct sql_scanner scanner = {
        .lexer = {engine->dialect, sql.data, sql.data + sql.length}};
    size_t index = 0;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error)
            return error;
        if (!statement.body.length)
            continue;
        bool on;
        if (++index <= journal->done) {
            /* Done by an earlier run, whose session is gone: this must hold again. */
            if (sql_sets_foreign_keys(engine->dialect, &statement, &on) &&
                (error = engine_statement(engine, &statement)))
                return error;
            continue;
        }
        if ((error = statement_run(journal, &statement, index)))
            return error;
    }
    return NULL;
}

/* The first `count` statements of a section, as one text. */
static struct str
first_statements(const struct sql_dialect *dialect, struct str sql, size_t count)
{
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    for (bool found = true; count && found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error) {
            error_free(error);
            return sql;
        }
        count -= statement.body.length > 0;
    }
    return (struct str){sql.data, (size_t)(scanner.lexer.at - sql.data)};
}

/* Whether the statements that are done still stand in the script, token for token. */
static bool
done_unchanged(const struct journal *journal, const struct log_open *open)
{
    const struct run *run = journal->run;
    const struct prepared *prepared = &run->prepared[run->next];
    const struct sql_dialect *dialect = run->runner->engine->dialect;
    struct revision then;
    struct sections sections;
    struct error *error =
        revision_parse(&then, run->runner->arena, prepared->revision->path, open->script);
    if (!error)
        error = revision_sections(&sections, &then, dialect);
    if (error) {
        error_free(error);
        return false;
    }
    const bool up = run->plan.steps[run->next].direction == DIRECTION_UP;
    const struct str before = up ? sections.up.text : sections.down.text;
    char hashes[2][SQL_HASH_SIZE];
    sql_hash(dialect, first_statements(dialect, before, open->done), hashes[0]);
    sql_hash(dialect, first_statements(dialect, prepared->section.text, open->done),
             hashes[1]);
    return strcmp(hashes[0], hashes[1]) == 0;
}

/* Goes on where an earlier run stopped, if that can be known. */
static struct error *
journal_resume(struct journal *journal, const struct log_open *open)
{
    const struct prepared *prepared = &journal->run->prepared[journal->run->next];
    journal->done = open->done;
    if (strcmp(open->state, "running") == 0)
        return halfway(journal,
                       error_at(prepared->section.at, ERROR_HALFWAY,
                                "an earlier run was stopped within statement %zu of this "
                                "section",
                                open->done + 1),
                       open->done + 1);
    if (!done_unchanged(journal, open))
        return error_hint(
            error_at(prepared->section.at, ERROR_HALFWAY,
                     "an earlier run did the first %zu statements of this "
                     "section, which were edited since",
                     open->done),
            "put them back as they were (the text is in the log), or finish "
            "the step by hand and \"migrate stamp\" its revision");
    journal->known = true;
    return NULL;
}

struct error *
journal_apply(struct run *run)
{
    const struct step *step = &run->plan.steps[run->next];
    const struct prepared *prepared = &run->prepared[run->next];
    struct journal journal = {.run = run, .direction = direction_name(step->direction)};
    struct log_open open = {0};
    struct error *error = NULL;
    if (!run->version.log)
        return step_error(run,
                          error_hint(error_at(prepared->section.at, ERROR_USAGE,
                                              "a step with \"transaction: false\" needs "
                                              "the log, which is its journal"),
                                     "do not set log_table to ~"));
    if ((error = log_find_open(&open, &run->version, prepared->revision->id,
                               journal.direction)))
        return error;
    /* One that failed at its first statement has done nothing, and starts anew. */
    const bool resume = open.id && (open.done || strcmp(open.state, "running") == 0);
    error = resume ? journal_resume(&journal, &open) : within(&journal, work_open, NULL);
    if (!error)
        error = statements_run(&journal, prepared->section.text);
    if (!error)
        error = within(&journal, work_close, NULL);
    if (error)
        return step_error(run, error);
    return engine_reset(run->runner->engine);
}
