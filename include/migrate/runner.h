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
    bool one_transaction; /* around the whole run: all or nothing */
    bool dry_run;         /* stops before the first step, after all that can be checked */
    struct names *from;   /* with the driver that prints: the rows to start at */
};

/* The rows of the version table as revisions. A table that is not there has none. A row
 * that no script knows is an error that says who applied it. */
struct error *runner_current(struct indices *rows, struct runner *runner) MUST_CHECK;

struct error *runner_upgrade(struct runner *runner, struct str target) MUST_CHECK;
struct error *runner_downgrade(struct runner *runner, struct str target) MUST_CHECK;

/* Creates the two tables if they are missing, and nothing else. */
struct error *runner_ensure(struct runner *runner) MUST_CHECK;

/* Sets the version rows without running anything. `purge`: forgets all rows first, the
 * ones that no script knows among them. */
struct error *runner_stamp(struct runner *runner, struct names targets,
                           bool purge) MUST_CHECK;

#endif
