/* A step outside a transaction that an earlier run, or a lost connection, left half done.
 */
#include "journal.h"

#include <string.h>

struct error *
journal_settle(struct journal *journal, const struct sql_statement *statement, bool *over)
{
    const enum resume resume = journal->run->resume;
    enum outcome outcome = resume == RESUME_DONE    ? OUTCOME_DONE
                           : resume == RESUME_RETRY ? OUTCOME_NOTHING
                                                    : OUTCOME_UNKNOWN;
    struct error *error = resume == RESUME_BY_ITSELF
                              ? engine_outcome(&outcome, journal->run->runner->engine,
                                               statement, journal->mark)
                              : NULL;
    journal->doubt = false;
    *over = outcome == OUTCOME_DONE;
    if (error || outcome == OUTCOME_NOTHING)
        return error;
    if (outcome == OUTCOME_DONE) {
        journal->done++;
        if ((error = journal_note(journal, "started", NULL)))
            journal->done--;
        return error;
    }
    journal->known = false;
    journal->asked = true;
    return error_at(statement->body.data, ERROR_HALFWAY,
                    "an earlier run was stopped within this statement");
}

struct error *
journal_again(struct journal *journal, const struct sql_statement *statement)
{
    struct engine *engine = journal->run->runner->engine;
    switch (sql_session(engine->dialect, statement)) {
    case SQL_SESSION_NONE:
        return NULL;
    case SQL_SESSION_SET:
        return engine_statement(engine, statement);
    case SQL_SESSION_MADE:
        break;
    }
    return error_hint(
        error_at(statement->body.data, ERROR_HALFWAY,
                 "an earlier run did this, and it ended with the session of "
                 "that run"),
        "finish the step by hand and \"migrate stamp\" its revision");
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
        count -= statement.body.length > 0 &&
                 sql_control(dialect, &statement) == SQL_CONTROL_NONE;
    }
    return (struct str){sql.data, (size_t)(scanner.lexer.at - sql.data)};
}

/* Whether the first `count` statements that the earlier run had still stand in the
 * script, token for token. */
static bool
sections_agree(const struct journal *journal, const struct log_open *open, size_t count)
{
    const struct run *run = journal->run;
    struct prepared *prepared = &run->prepared[run->next];
    const struct sql_dialect *dialect = run->runner->engine->dialect;
    step_kept(prepared);
    struct revision then;
    struct sections sections;
    struct error *error =
        revision_parse(&then, run->runner->arena, prepared->revision->path, open->script);
    then.from_log = true;
    if (!error)
        error = revision_sections(&sections, &then, dialect, &run->runner->expansion);
    if (error) {
        error_free(error);
        return false;
    }
    const bool up = run->plan.steps[run->next].direction == DIRECTION_UP;
    const struct str before = up ? sections.up.kept : sections.down.kept;
    char hashes[2][SQL_HASH_SIZE];
    sql_hash(dialect, first_statements(dialect, before, count), hashes[0]);
    sql_hash(dialect, first_statements(dialect, prepared->section.kept, count),
             hashes[1]);
    return strcmp(hashes[0], hashes[1]) == 0;
}

struct error *
journal_resume(struct journal *journal, const struct log_open *open)
{
    const struct run *run = journal->run;
    const struct prepared *prepared = &run->prepared[run->next];
    journal->row = *open;
    journal->mark = strcmp(open->state, "running") == 0 ? open->error : NULL;
    journal->done = open->done;
    journal->session = open->done ? open->session : NULL;
    journal->known = true;
    journal->sent = strcmp(open->state, "started") != 0;
    journal->doubt =
        strcmp(open->state, "running") == 0 || run->resume != RESUME_BY_ITSELF;
    if (run->resume == RESUME_DONE && strcmp(open->state, "started") == 0)
        return error_hint(error_at(prepared->section.at, ERROR_USAGE,
                                   "statement %zu of this was not sent, or it was rolled "
                                   "back: it cannot count as done",
                                   open->done + 1),
                          "\"migrate resume\" goes on with it");
    /* What counts as sent must be what was sent. */
    const bool sent = run->resume == RESUME_DONE || (run->resume == RESUME_BY_ITSELF &&
                                                     strcmp(open->state, "running") == 0);
    if (!sections_agree(journal, open, open->done))
        return error_hint(
            error_at(prepared->section.at, ERROR_HALFWAY,
                     "an earlier run did the first %zu statements of this section, which "
                     "were edited since",
                     open->done),
            "put them back as they were (the text is in the log), or finish the step by "
            "hand and \"migrate stamp\" its revision");
    if (sent && !sections_agree(journal, open, open->done + 1)) {
        journal->known = false;
        return error_at(
            prepared->section.at, ERROR_HALFWAY,
            "an earlier run was stopped within statement %zu of this section, "
            "which was edited since",
            open->done + 1);
    }
    return NULL;
}

struct error *
journal_lost(struct journal *journal, struct error *error)
{
    struct run *run = journal->run;
    struct log_open open = {0};
    bool happened = false;
    struct error *again = lost_reconnect(run, true);
    if (!again)
        again = version_lock(&run->version);
    const struct step *step = &run->plan.steps[run->next];
    const bool rollback = step_is_rollback(step);
    if (!again && !rollback)
        again = step_happened(&happened, run, step);
    if (!again && !happened)
        again = log_find_open(&open, &run->version, run->prepared[run->next].revision->id,
                              journal->direction);
    if (again) {
        error = error_detail(error, "nor can the journal be read: %s", again->message);
        error_free(again);
        journal->known = false;
        return error;
    }
    if (happened) { /* by us or by another run: the plan is made anew */
        error_free(error);
        run->goal.fixed = true;
        return error_new(ERROR_MOVED, "the step is done");
    }
    if (rollback && !open.id)
        return error_hint_instead(error, "run \"migrate resume\" again: the log has it");
    journal->done = open.id ? open.done : 0;
    journal->known = !open.id || strcmp(open.state, "running") != 0;
    journal->outside = false;
    error->kind = ERROR_FAILED;
    return journal->done || !journal->known
               ? error_detail(error, "another connection shows how far it came:")
               : error_hint_instead(
                     error, "another connection shows that nothing is done; run again");
}
