/* What a listener is told while a run goes on. The runner never prints. */
#ifndef MIGRATE_REPORT_H
#define MIGRATE_REPORT_H

#include "migrate/plan.h"

enum event_kind {
    EVENT_DATABASE,  /* this run writes: which database that is, is to be said */
    EVENT_PLAN,      /* the steps are known; `count` of them */
    EVENT_STEP,      /* one begins */
    EVENT_STEP_DONE, /* one is committed */
    EVENT_STATEMENT, /* one is about to be sent */
    EVENT_STAMP,     /* version rows were set */
    EVENT_NOTICE,    /* something to know: of the database, or of ours */
    EVENT_RETRY,     /* one was rolled back, and is tried again in `seconds` */
    EVENT_DONE       /* the run has ended well */
};

struct event {
    enum event_kind kind;
    const struct graph *graph;
    const struct revision *revision; /* of the step; NULL: of none */
    const struct step *step;         /* may be NULL */
    size_t index, count;             /* of the step, from 1 */
    size_t statement, statements;    /* from 1 */
    struct str sql;                  /* of the statement */
    const struct section *section;   /* in which it stands */
    const char *path; /* where the statement stands that a notice is about, or NULL */
    size_t line, column;
    const char *severity, *message; /* of a notice */
    struct indices from, to;        /* rows before and after a stamp */
    double seconds;                 /* that the step or the run took */
};

struct report {
    void (*tell)(struct report *report, const struct event *event);
};

#endif
