/* Runs a plan on a database: lock, version rows, transactions, log.
 *
 * Every way in reads the version rows without the lock first: a run that has nothing to
 * do takes none. Otherwise the lock is taken and the rows are read again, since somebody
 * may have worked in between; then the plan is made anew from the truth. */
#ifndef MIGRATE_RUNNER_H
#define MIGRATE_RUNNER_H

#include "migrate/engine.h"
#include "migrate/report.h"

/* Where the versions are kept. */
struct version_settings {
    const char *schema; /* NULL: where the search path finds the table, or its first */
    const char *table;
    const char *log; /* NULL: no log is kept */
};

/* Who we are, for the log; `tag` is the user's own word. All may be NULL but `tool`. */
struct identity {
    const char *user, *host, *tool, *git_commit, *ci_run, *tag;
};

struct runner {
    struct engine *engine;
    const struct graph *graph;
    struct arena *arena;
    struct arena *scratch; /* freed after each step */
    struct report *report;
    struct version_settings version;
    struct identity identity;
    struct expansion expansion; /* what scripts may refer to */
    size_t retries;             /* of a step that got no lock, or met a deadlock */
    double retry_for;           /* seconds */
    bool one_transaction;       /* around the whole run: all or nothing */
    bool dry_run;  /* stops before the first step, after all that can be checked */
    bool from_log; /* a script that only the log has may run, whoever can write there */
    struct names *from; /* with the driver that prints: the rows to start at */
};

/* Whether our tables can be read at all: what may not be seen is an error. */
struct error *runner_look(struct runner *runner) MUST_CHECK;

/* The rows of the version table as revisions. A table that is not there has none. A row
 * that no script knows is an error that says who applied it. */
struct error *runner_current(struct indices *rows, struct runner *runner) MUST_CHECK;

/* The same; the rows that no script knows go to `unknown`, and are no error. */
struct error *runner_rows(struct indices *rows, struct names *unknown,
                          struct runner *runner) MUST_CHECK;

struct error *runner_upgrade(struct runner *runner, struct str target) MUST_CHECK;
struct error *runner_downgrade(struct runner *runner, struct str target) MUST_CHECK;

/* An applied script that is not as it was when it was applied (or stamped, or taken as it
 * is by runner_repair()). Only what the log knows can be compared. */
enum edit_kind {
    EDIT_COSMETIC, /* white space, comments, other keys of the header */
    EDIT_DOWN,     /* the down section, which did not run yet */
    EDIT_UP,       /* what was run */
    EDIT_PARENTS   /* its place in the graph */
};
struct edit {
    const struct revision *revision;
    enum edit_kind kind;
    const char *who;   /* applied it: "by USER on HOST at TIME" */
    struct str before; /* the whole text then */
};
struct edits {
    VEC(struct edit) list;
};
struct error *runner_edits(struct edits *edits, struct runner *runner) MUST_CHECK;

/* "ID was edited after it was applied". */
const char *edit_text(struct arena *arena, const struct edit *edit);

/* Whether the schema may not be what the script says: `upgrade` refuses then. */
bool edit_is_grave(const struct edit *edit);

/* The same as an error of kind FOUND, with who and a diff. */
struct error *edit_error(struct arena *arena, const struct edit *edit) MUST_CHECK;

/* Takes edited scripts of the list as they are now, which the log keeps; `repaired` is
 * how many there were. */
struct error *runner_repair(struct runner *runner, struct indices wanted,
                            size_t *repaired) MUST_CHECK;

/* The newest thing that the log has of a revision. */
struct log_entry {
    const char *direction, *state;
    const char *when;    /* it ended, or began */
    const char *seconds; /* that it took; NULL: it did not end */
    const char *user, *host, *path, *tool, *git_commit, *ci_run, *tag; /* or NULL */
};
/* One a revision of the graph, by index, NULL where the log has none. */
struct error *runner_log(const struct log_entry ***entries,
                         struct runner *runner) MUST_CHECK;

/* Adds the scripts that the version rows need and the graph does not have, as far as the
 * log knows them: the graph must be built anew then. */
struct error *runner_recover(struct revisions *revisions,
                             struct runner *runner) MUST_CHECK;

/* A sentence for each of our tables that others than its owner may write to: they can say
 * what is applied, and the log's scripts would run with the rights of who goes back. */
struct error *runner_writers(struct names *sentences, struct runner *runner) MUST_CHECK;

/* What to make of the statement at which a step outside a transaction stopped. */
enum resume {
    RESUME_BY_ITSELF, /* it is done if the database shows it; else it is sent again */
    RESUME_DONE,      /* it counts as done */
    RESUME_RETRY,     /* it is sent again */
    RESUME_ROLLBACK   /* the down section undoes the step */
};

/* Finishes the step of that revision that stopped half-way, or of the only one when `id`
 * is empty. `revision` is which one; NULL when there is none. */
struct error *runner_resume(struct runner *runner, struct str id, enum resume resume,
                            const struct revision **revision) MUST_CHECK;

/* A step outside a transaction that stopped half-way. */
struct half_done {
    struct str id;
    const struct revision *revision; /* NULL: no script of that id is here */
    enum direction direction;
    size_t done, total; /* statements */
    bool in_doubt;      /* what became of the next one is not known */
};
struct half_done_list {
    VEC(struct half_done) list;
};
struct error *runner_half_done(struct half_done_list *list,
                               struct runner *runner) MUST_CHECK;

/* A sentence about it; and the error that it stands in the way, with the ways out. */
const char *half_done_text(struct arena *arena, const struct half_done *step);
struct error *half_done_error(struct arena *arena, const struct half_done *step,
                              enum error_kind kind) MUST_CHECK;

/* Creates the two tables if they are missing, and nothing else. */
struct error *runner_ensure(struct runner *runner) MUST_CHECK;

/* Sets the version rows without running anything. `purge`: forgets all rows first, the
 * ones that no script knows among them. */
struct error *runner_stamp(struct runner *runner, struct names targets,
                           bool purge) MUST_CHECK;

#endif
