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
#include "journal.h"
#include "migrate/interrupt.h"

#include <stdlib.h>
#include <string.h>

static struct str
revision_id(const struct journal *journal)
{
    return journal->run->prepared[journal->run->next].revision->id;
}

/* Adds the entry, and takes it for made: who rolls back takes journal->row back too. */
static void
entry_add(struct version_batch *batch, struct journal *journal, const char *state,
          const char *failure)
{
    log_progress(batch, &journal->run->version, &journal->row, revision_id(journal),
                 journal->direction, state, journal->done, failure);
    journal->row.state = state;
    journal->row.done = journal->done;
}

struct error *
journal_note(struct journal *journal, const char *state, const char *failure)
{
    struct engine *engine = journal->run->runner->engine;
    const struct log_open before = journal->row;
    struct version_batch batch = {0};
    entry_add(&batch, journal, state, failure);
    engine->calm = true;
    struct error *error = version_send(&journal->run->version, &batch);
    engine->calm = false;
    if (error)
        journal->row = before;
    return error;
}

/* After a statement, whose entry was made before it. */
static struct error *
session_note(struct journal *journal)
{
    struct version_batch batch = {0};
    if (strcmp(journal->row.state ? journal->row.state : "", "started") != 0 ||
        engine_has(journal->run->runner->engine, ENGINE_PRINTS))
        return NULL;
    log_session_note(&batch, &journal->run->version, &journal->row);
    return version_send(&journal->run->version, &batch);
}

/* What those that are done left in the session may be what this one needs. */
static struct error *
session_check(struct journal *journal, const struct sql_statement *statement)
{
    const struct run *run = journal->run;
    const char *was = journal->session, *now;
    if (sql_session(run->runner->engine->dialect, statement) == SQL_SESSION_SET)
        return NULL; /* it may be there to make the session so */
    journal->session = NULL;
    struct error *error =
        was ? log_session(&now, &run->version, run->runner->scratch) : NULL;
    if (error || !was || strcmp(was, now) == 0)
        return error;
    error = error_at(statement->body.data, ERROR_HALFWAY,
                     "the session is not what it was when the earlier run came here");
    error = error_detail(error, "then: %s", was);
    error = error_detail(error, "now: %s", now);
    return error_hint(error, "make it so in front of this statement (SET search_path …), "
                             "or finish the step by hand and \"migrate stamp\" its "
                             "revision");
}

/* Runs `work` in a transaction of its own. */
struct error *
journal_within(struct journal *journal, struct str modes,
               struct error *(*work)(struct journal *, const void *), const void *what)
{
    struct engine *engine = journal->run->runner->engine;
    const struct journal before = *journal;
    struct error *error = engine_begin_modes(engine, modes, false);
    if (!error)
        error = step_alone_check(journal->run);
    if (!error)
        error = work(journal, what);
    if (!error)
        error = session_note(journal);
    if (!error)
        error = engine_commit(engine);
    if (!error)
        return NULL;
    *journal = before;
    return engine_rollback(engine, error);
}

static struct error *
work_open(struct journal *journal, const void *none)
{
    (void)none;
    struct run *run = journal->run;
    struct prepared *prepared = &run->prepared[run->next];
    step_kept(prepared);
    const struct log_row row = {.revision = prepared->revision->id,
                                .direction = journal->direction,
                                .state = "started",
                                .started = step_started(run),
                                .path = prepared->revision->path,
                                .script = prepared->logged,
                                .original = prepared->revision,
                                .tokens_of = prepared->section.kept,
                                .total = prepared->facts.statements};
    const struct log_open seen = journal->row;
    struct version_batch batch = {0};
    log_add(&batch, &run->version, &run->runner->identity, &row);
    struct error *error = version_create(&run->version);
    if (!error)
        error = log_find_open(&journal->row, &run->version, prepared->revision->id,
                              journal->direction);
    const bool another =
        !error && journal->row.id && (!seen.id || strcmp(seen.id, journal->row.id) != 0);
    if (another) /* which began the step since we looked */
        return error_new(ERROR_MOVED, "another run began this step");
    if (error || (error = version_send(&run->version, &batch)))
        return error;
    return log_find_open(&journal->row, &run->version, prepared->revision->id,
                         journal->direction);
}

/* The entry first: where no lock keeps other runs away, one of them may have done the
 * statement since we read the journal. */
static struct error *
work_statement(struct journal *journal, const void *statement)
{
    journal->done++;
    struct error *error = journal_note(journal, "started", NULL);
    if (!error)
        error = engine_statement(journal->run->runner->engine, statement);
    return error ? error : step_unchanged(journal->run);
}

static struct error *
work_close(struct journal *journal, const void *none)
{
    (void)none;
    struct run *run = journal->run;
    const struct step *step = &run->plan.steps[run->next];
    struct version_batch batch = {0};
    struct error *error = step->removes.count ? NULL : step_freeze(run);
    if (journal->resumed) {
        struct prepared *prepared = &run->prepared[run->next];
        step_kept(prepared);
        const struct log_row row = {.path = prepared->revision->path,
                                    .script = prepared->logged,
                                    .original = prepared->revision,
                                    .tokens_of = prepared->section.kept,
                                    .total = prepared->facts.statements};
        log_text(&batch, &run->version, &journal->row, &row);
    }
    version_move(&batch, &run->version, step_names(run, step->removes),
                 step_names(run, step->adds));
    entry_add(&batch, journal, "done", NULL);
    return error ? error : version_send(&run->version, &batch);
}

/* What to say of a step that stopped: what is done, and how to go on. */
static struct error *
halfway(const struct journal *journal, struct error *error)
{
    const struct prepared *prepared = &journal->run->prepared[journal->run->next];
    const size_t next = journal->done + 1;
    error->kind = ERROR_HALFWAY;
    error =
        error_detail(error,
                     "of the %zu statements of %.*s, which cannot be rolled back, %zu "
                     "%s done",
                     prepared->facts.statements, STR_ARG(prepared->revision->id),
                     journal->done, journal->done == 1 ? "is" : "are");
    if (!journal->known && !journal->asked)
        return error_hint_instead(error, /* the other one is true in a transaction */
                                  "run again: the database is asked what became of "
                                  "statement %zu, or you are",
                                  next);
    if (!journal->known)
        return error_hint_instead(
            error,
            "see whether statement %zu took effect; then \"migrate resume --done\" goes "
            "on "
            "behind it, \"--retry\" sends it again, and \"--rollback-by-down\" runs the "
            "down section",
            next);
    if (next > prepared->facts.statements)
        return error_hint(error, "run again: only the version rows are missing");
    return error_hint(error, "mend statement %zu and run again: it goes on there", next);
}

/* A procedure or block may commit in its middle: how far one that failed has come nobody
 * knows. */
static bool
may_commit(const struct sql_statement *statement)
{
    return statement->word_count && (str_is_nocase(statement->words[0], "call") ||
                                     str_is_nocase(statement->words[0], "do"));
}

static struct error *
entry_done(struct journal *journal)
{
    journal->done++;
    return journal_note(journal, "started", NULL);
}

static struct error *
work_running(struct journal *journal, const void *mark)
{
    return journal_note(journal, "running", mark);
}

/* The entry before. Where no lock keeps other runs away, one of them may have moved the
 * rows since: that is looked at in the same transaction. */
static struct error *
running_note(struct journal *journal, const char *mark)
{
    const struct engine *engine = journal->run->runner->engine;
    return engine_has(engine, ENGINE_SESSION_LOCK) || engine_has(engine, ENGINE_PRINTS)
               ? work_running(journal, mark)
               : journal_within(journal, (struct str){0}, work_running, mark);
}

/* Sends a statement that no transaction can hold: an entry before, and one after. */
static struct error *
statement_outside(struct journal *journal, const struct sql_statement *statement)
{
    struct engine *engine = journal->run->runner->engine;
    bool done = false;
    const bool sent = journal->resent;
    struct error *error = engine_lock_check(engine);
    if (!error && sent)
        error = engine_finish_sent(&done, engine, statement, journal->mark);
    if (error || done)
        return error ? error : entry_done(journal);
    if ((error = engine_index_prepare(&done, engine, statement, sent)))
        return error;
    if (!done) {
        const char *mark = NULL;
        if ((error = engine_outcome_mark(&mark, engine, journal->run->runner->scratch,
                                         statement)) ||
            (error = running_note(journal, mark)))
            return error;
        journal->outside = true;
        error = engine_statement_outside(engine, statement);
        engine->calm = true; /* from its end to its entry no signal stops anything */
        if (!error)
            error = engine_index_check(engine, statement);
        if (error) {
            engine->calm = false;
            engine_discard(engine, statement, mark);
        }
    }
    if (error && journal->outside && may_commit(statement)) {
        journal->known = false;
        journal->asked = true;
        return error_detail(error, "what it had committed by then stays");
    }
    /* The server said so itself, or nobody knows. */
    journal->known = !error || engine_alive(engine);
    if (error)
        return error;
    error = entry_done(journal);
    engine->calm = false;
    return error;
}

/* Refused in our transaction, with nothing done: a procedure or block that commits by
 * itself, or what only the server knows (REINDEX of a partitioned table). */
static bool
wants_outside(const struct error *error, const struct sql_statement *statement)
{
    static const char invalid_transaction_termination[] = "2D000";
    static const char active_sql_transaction[] = "25001";
    if (strcmp(error->sqlstate, active_sql_transaction) == 0)
        return true;
    return strcmp(error->sqlstate, invalid_transaction_termination) == 0 &&
           may_commit(statement);
}

struct error *
journal_failed(struct journal *journal, struct error *error)
{
    struct error *noted = journal_note(journal, "failed", error->message);
    if (noted && noted->kind == ERROR_MOVED) {
        error_free(error);
        return noted;
    }
    error_free(noted);
    return error;
}

static struct error *
work_started(struct journal *journal, const void *none)
{
    (void)none;
    return journal_note(journal, "started", NULL);
}

static struct error *
statement_run(struct journal *journal, struct sql_statement *statement, size_t index)
{
    struct engine *engine = journal->run->runner->engine;
    struct error *error = interrupt_check();
    if (error || (error = step_before(journal->run, index, statement)))
        return error;
    journal->known = true;
    journal->outside = false;
    journal->resent = journal->sent;
    journal->sent = false;
    if ((error = session_check(journal, statement)))
        return error;
    bool on, over = false;
    if (journal->doubt && ((error = journal_settle(journal, statement, &over)) || over))
        return error;
    if (sql_sets_foreign_keys(engine->dialect, statement, &on)) {
        /* It does nothing in a transaction, and nothing that would last without one. */
        if ((error = engine_statement(engine, statement)))
            return error;
        journal->done++;
        return journal_within(journal, (struct str){0}, work_started, NULL);
    }
    /* Of what a procedure does only the server knows. */
    const bool printed_call = engine_has(engine, ENGINE_PRINTS) &&
                              statement->word_count &&
                              str_is_nocase(statement->words[0], "call");
    error = printed_call || sql_outside_only(engine->dialect, statement)
                ? statement_outside(journal, statement)
                : journal_within(journal, (struct str){0}, work_statement, statement);
    if (error && wants_outside(error, statement)) {
        error_free(error);
        error = statement_outside(journal, statement);
    }
    /* When the connection is gone this fails too, and the journal says "running" on. */
    return error && error->kind != ERROR_MOVED && journal->known
               ? journal_failed(journal, error)
               : error;
}

static struct error *
statements_run(struct journal *journal, struct str sql)
{
    struct engine *engine = journal->run->runner->engine;
    struct sql_scanner scanner = {
        .lexer = {engine->dialect, sql.data, sql.data + sql.length}};
    const size_t before = journal->done;
    size_t index = 0;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error)
            return error;
        if (!statement.body.length) {
            if (index >= before && (error = engine_command(engine, &statement)))
                return error;
            continue;
        }
        if (sql_control(engine->dialect, &statement) != SQL_CONTROL_NONE) {
            if (index >= before &&
                (error = journal_block(journal, &scanner, &statement, &index)))
                return error;
            continue;
        }
        error = ++index <= before ? journal_again(journal, &statement)
                                  : statement_run(journal, &statement, index);
        if (error)
            return error;
    }
    return NULL;
}

static struct error *
journal_run(struct journal *journal)
{
    struct run *run = journal->run;
    const struct prepared *prepared = &run->prepared[run->next];
    struct log_open open = {0};
    struct error *error =
        log_find_open(&open, &run->version, prepared->revision->id, journal->direction);
    if (error)
        return error;
    /* One that failed at its first statement has done nothing, and starts anew. */
    const bool resume = open.id && (open.done || strcmp(open.state, "failed") != 0 ||
                                    run->resume != RESUME_BY_ITSELF);
    journal->resumed = resume;
    journal->sent = open.id && !resume;
    journal->row = open;
    error = resume ? journal_resume(journal, &open)
                   : journal_within(journal, (struct str){0}, work_open, NULL);
    if (!error)
        error = statements_run(journal, prepared->section.text);
    return error ? error : journal_within(journal, (struct str){0}, work_close, NULL);
}

struct error *
journal_apply(struct run *run)
{
    const struct step *step = &run->plan.steps[run->next];
    const struct prepared *prepared = &run->prepared[run->next];
    struct journal journal = {
        .run = run, .direction = direction_name(step->direction), .known = true};
    if (!run->version.log)
        return step_error(
            run, error_hint(error_at(prepared->section.at, ERROR_USAGE,
                                     "a step with \"transaction: false\" needs the log, "
                                     "which is its journal"),
                            "do not set log_table to ~"));
    run->version.journals = true;
    /* What the statements set is for those after them, whatever we roll back between. */
    run->runner->engine->keep_session = true;
    struct error *error = journal_run(&journal);
    run->runner->engine->keep_session = false;
    if (error && !engine_alive(run->runner->engine) && !interrupt_signal())
        error = journal_lost(&journal, error);
    if (!error)
        return engine_reset(run->runner->engine);
    error_free(engine_reset(run->runner->engine));
    if (error->kind == ERROR_MOVED)
        return error;
    if (journal.done || journal.outside || !journal.known)
        error = halfway(&journal, error);
    return step_error(run, error);
}
