/* A run under way. Private to the room. */
#ifndef MIGRATE_RUNNER_RUN_H
#define MIGRATE_RUNNER_RUN_H

#include "migrate/vec.h"
#include "version.h"

/* What the user asked for. A relative target means what it meant when the first step was
 * done; so from then on it is `fixed`. */
struct goal {
    enum direction direction;
    struct str target;
    bool fixed;
    struct indices targets;
    struct downgrade downgrade;
};

/* A step with all that was checked of it. */
struct prepared {
    const struct revision *revision;
    struct section section;
    struct str logged; /* the script, as the log keeps it */
    struct engine_facts facts;
    bool one_way; /* up, with no section that leads down again */
};

struct run {
    struct runner *runner;
    enum resume resume;
    struct version version;
    struct goal goal;
    struct indices rows; /* the version rows as we know them */
    bool asked;          /* along with them what edits and half-done steps there are: */
    struct rows logged, unfinished;
    bool began;         /* a step of it was begun */
    bool grounded;      /* steps are not sent ahead any more */
    bool grounded_once; /* nor is the next one: the session is to be reset whole first */
    bool stale;         /* the lock was lost: others may have moved them */
    struct plan plan;
    struct prepared *prepared;    /* one a step */
    const struct prepared **seen; /* of earlier plans of this run, by revision */
    size_t done;                  /* steps of all plans so far */
    size_t next;                  /* the step of this plan */
    struct indices group_rows;    /* the rows before the group of steps that is open */
    VEC(struct event)
    held; /* its steps, of which nobody is told before it is committed */
};

/* Finds and checks the section of a step, without running it. */
struct error *step_prepare(struct prepared *prepared, const struct run *run,
                           const struct step *step) MUST_CHECK;

/* Takes what the log keeps of the script, where that was left for later. */
void step_kept(struct prepared *prepared);

/* Runs the next step: transaction, script, version rows, log. MOVED: the version rows
 * were not as planned, and nothing was done. */
struct error *step_apply(struct run *run) MUST_CHECK;

/* Whether a step of the plan can be sent ahead of the answers to those before it. */
bool flight_possible(const struct run *run, size_t step);

/* Runs the next steps as far as they can be; on an error run->next is the one that
 * failed, and those before it are done. */
struct error *flights_run(struct run *run) MUST_CHECK;

/* Rolls the step that is open back, and when the database takes the steps before it along
 * says so and forgets them. */
struct error *step_rollback(struct run *run, struct error *error) MUST_CHECK;

/* Keeps other programs (Alembic knows no lock of ours) off the version table until the
 * transaction ends, and reads its rows again: MOVED if they are not as planned. */
struct error *step_freeze(struct run *run) MUST_CHECK;

/* The part of it that stands within the transaction. */
struct error *step_body(struct run *run) MUST_CHECK;

/* Runs a step whose section is not transactional, statement by statement, with a journal
 * in its log row. */
struct error *journal_apply(struct run *run) MUST_CHECK;

/* From the texts of the version rows to run->rows. */
struct error *run_rows_resolve(struct run *run, struct names texts) MUST_CHECK;

/* Finds the tables, and reads the version rows that are there now. */
struct error *run_read_rows(struct run *run) MUST_CHECK;

/* Behind a pooler only what is one transaction can be guarded: an error of a step that is
 * not. */
struct error *run_fits_pooler(const struct run *run) MUST_CHECK;

/* HALFWAY when a step stopped half-way, unless the plan begins with it and can go on from
 * there (half_done.c). */
struct error *unfinished_check(const struct run *run) MUST_CHECK;

/* After the connection was lost: another one, without the lock. `doubt`: it is worth a
 * longer wait. */
struct error *lost_reconnect(struct run *run, bool doubt) MUST_CHECK;

/* Whether it is the way back of a half-done way up: the version rows never moved, so they
 * cannot tell what became of it. */
bool step_is_rollback(const struct step *step);

/* Reads the version rows again, and whether the step took effect, by whomever. */
struct error *step_happened(bool *happened, struct run *run,
                            const struct step *step) MUST_CHECK;

/* Of a step that ended so: NULL when another connection shows that its transaction was
 * committed, and then the rows are stale; else the error, with what is known. */
struct error *lost_settle(struct run *run, const struct step *step,
                          struct error *error) MUST_CHECK;

/* Tells that the step is done, as another connection shows. */
void lost_tell(const struct run *run, const struct step *step);

/* Runs the steps of the plan that are left. */
struct error *run_steps(struct run *run) MUST_CHECK;

/* Tells that the run writes. */
void run_tell_database(const struct runner *runner);

/* Tells of the plan, or that the run has ended. */
void run_tell(const struct run *run, enum event_kind kind, double seconds);

/* FOUND when a script was edited after it was applied; tells of edits that do not matter.
 */
struct error *edits_check(struct run *run) MUST_CHECK;

/* The question to the log of which edits_check() takes the answer. */
const char *edits_sql(const struct version *version, struct arena *arena);

bool same_rows(struct indices a, struct indices b);

/* The texts of a step's rows. */
struct names step_names(const struct run *run, struct indices list);

/* Plans from the rows as they are, and checks every script before any of them runs. */
struct error *run_plan(struct run *run) MUST_CHECK;

/* An error when the plan has a script that only the log has, and others than a trusted
 * owner may have written it there (recover.c). */
struct error *recovered_check(const struct run *run) MUST_CHECK;

/* Whether the version table can hold every row that the steps put in. The way down is for
 * the database to judge: nothing may bar it. */
struct error *run_fits(const struct run *run) MUST_CHECK;

/* The text of a script as the log keeps it. */
struct str run_logged(const struct run *run, const struct revision *revision);

/* Reads the version rows again: MOVED if they are not as planned. */
struct error *step_rows_check(struct run *run) MUST_CHECK;

/* An error when the script, too large to be copied, was written to since it was read. */
struct error *step_unchanged(const struct run *run) MUST_CHECK;

/* Where no lock keeps other runs away, in the transaction that is open: MOVED if one of
 * them moved the rows, or is at a step of its own. */
struct error *step_alone_check(struct run *run) MUST_CHECK;

/* MOVED if another step than the one at hand is half done. */
struct error *half_done_beside(const struct run *run) MUST_CHECK;

/* Tells the report of the step (kind), or of one of its statements. */
void step_tell(const struct run *run, enum event_kind kind);
/* Tells that it is done, and moves the rows that we know. */
void step_finish(struct run *run, double seconds);

/* Whether a step follows that one whose commit brings this one to the disk. */
bool step_has_more(const struct run *run, size_t step);

/* Adds the log row of a step in a transaction. */
void step_log(struct version_batch *batch, struct run *run, size_t step);

/* The version rows after the step. */
struct indices step_rows_after(const struct run *run, struct indices rows,
                               const struct step *step);

/* Tells of the steps that were held back. */
void step_tell_held(struct run *run);
void step_notice(const struct run *run); /* of a step that is one_way */
struct error *step_before(void *run, size_t index,
                          const struct sql_statement *statement) MUST_CHECK;

/* Puts the script's place into an error of the step. */
struct error *step_error(const struct run *run, struct error *error) MUST_CHECK;

/* The expression for the moment at which the step began. */
const char *step_started(struct run *run);

#endif
