/* BEGIN … COMMIT in a section that is no transaction itself: several statements that its
 * author wants committed together, and the locks of those before them freed. */
#include "journal.h"

struct block {
    struct journal *journal;
    struct str text; /* what stands between */
    size_t statements;
    size_t before; /* how many stand in the section before it */
};

static struct error *
block_before(void *context, size_t index, const struct sql_statement *statement)
{
    const struct block *block = context;
    return step_before(block->journal->run, block->before + index, statement);
}

/* The entry first, as with a single statement. */
static struct error *
work_block(struct journal *journal, const void *what)
{
    struct block block = *(const struct block *)what;
    const struct engine_facts facts = {0};
    journal->done += block.statements;
    struct error *error = journal_note(journal, "started", NULL);
    return error ? error
                 : engine_run(journal->run->runner->engine, block.text, &facts,
                              block_before, &block);
}

/* Up to the COMMIT, or to the COMMIT AND CHAIN, which the scanner is left before. */
static struct error *
block_find(struct block *block, struct sql_scanner *scanner,
           const struct sql_dialect *dialect)
{
    const char *start = scanner->lexer.at;
    for (;;) {
        const struct sql_scanner here = *scanner;
        struct sql_statement statement;
        bool found;
        struct error *error = sql_next(scanner, &statement, &found);
        if (error)
            return error;
        const enum sql_control control =
            statement.body.length ? sql_control(dialect, &statement) : SQL_CONTROL_NONE;
        if (!found || control != SQL_CONTROL_NONE) {
            block->text = (struct str){start, (size_t)(here.lexer.at - start)};
            if (control == SQL_CONTROL_CHAIN)
                *scanner = here;
            return NULL;
        }
        block->statements += statement.body.length > 0;
    }
}

struct error *
journal_block(struct journal *journal, struct sql_scanner *scanner,
              const struct sql_statement *begin, size_t *index)
{
    const struct sql_dialect *dialect = journal->run->runner->engine->dialect;
    struct block block = {.journal = journal, .before = *index};
    struct str modes = {0};
    if (sql_control(dialect, begin) == SQL_CONTROL_COMMIT)
        return NULL; /* of a block that an earlier run did */
    sql_transaction_modes(dialect, begin, &modes);
    struct error *error = block_find(&block, scanner, dialect);
    if (error || !block.statements)
        return error;
    *index += block.statements;
    if (journal->doubt && journal->run->resume == RESUME_DONE)
        return error_hint(error_at(begin->body.data, ERROR_USAGE,
                                   "this is one transaction, which was rolled back: it "
                                   "cannot count as done"),
                          "\"migrate resume\" runs it again");
    journal->doubt = false;
    journal->known = true;
    journal->outside = false;
    error = journal_within(journal, modes, work_block, &block);
    return error && error->kind != ERROR_MOVED ? journal_failed(journal, error) : error;
}
