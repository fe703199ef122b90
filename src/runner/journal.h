/* The journal of a step outside a transaction that is under way. Private to the two files
 * that keep it. */
#ifndef MIGRATE_RUNNER_JOURNAL_H
#define MIGRATE_RUNNER_JOURNAL_H

#include "run.h"

struct journal {
    struct run *run;
    const char *direction;
    struct log_open row; /* the log row as we left it */
    size_t done;
    bool known;       /* what the statement at hand did is known, even if it failed */
    bool outside;     /* it was sent outside a transaction */
    bool doubt;       /* an earlier run sent it, and has no answer */
    bool asked;       /* the database cannot say what became of it */
    const char *mark; /* what was noted before it was sent, or NULL */
    bool sent;    /* an earlier run sent the next statement, which failed or stopped */
    bool resent;  /* the same of the one at hand */
    bool resumed; /* an earlier run began the step, perhaps with another text */
    const char *session; /* as it left it, to be compared once; or NULL */
};

/* Adds an entry and sends it. It says what was done, so no signal stops it. */
struct error *journal_note(struct journal *journal, const char *state,
                           const char *failure) MUST_CHECK;

/* Runs `work` in a transaction of its own, which has these modes. */
struct error *journal_within(struct journal *journal, struct str modes,
                             struct error *(*work)(struct journal *, const void *),
                             const void *what) MUST_CHECK;

/* Notes the error; unless another run was at the same statement, and its word counts. */
struct error *journal_failed(struct journal *journal, struct error *error) MUST_CHECK;

/* At a BEGIN, or COMMIT AND CHAIN, in such a section: runs what follows, up to its
 * COMMIT, as one transaction with one entry. The scanner is moved behind it, and `index`
 * along. */
struct error *journal_block(struct journal *journal, struct sql_scanner *scanner,
                            const struct sql_statement *begin, size_t *index) MUST_CHECK;

/* --- What an earlier run left (journal_resume.c) ----------------------------------- */

/* Goes on where an earlier run stopped, if that can be known. */
struct error *journal_resume(struct journal *journal,
                             const struct log_open *open) MUST_CHECK;

/* An earlier run sent this and was stopped before the answer came, or the user says what
 * to make of it. `over`: it is done. */
struct error *journal_settle(struct journal *journal,
                             const struct sql_statement *statement,
                             bool *over) MUST_CHECK;

/* A statement that an earlier run did, whose session is gone: what it set is set again.
 */
struct error *journal_again(struct journal *journal,
                            const struct sql_statement *statement) MUST_CHECK;

/* The connection was lost: another one has the journal, and so the truth. MOVED when the
 * step is done. */
struct error *journal_lost(struct journal *journal, struct error *error) MUST_CHECK;

#endif
