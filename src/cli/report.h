/* The two voices of a run. Private to the room. */
#ifndef MIGRATE_CLI_REPORT_H
#define MIGRATE_CLI_REPORT_H

#include "session.h"

struct voice {
    struct report report;
    struct session *session;
    double step_start, last_sign; /* of life */
    struct event step;            /* the one under way; revision is NULL between two */
    bool line_open;               /* a line that will be drawn anew */
};

/* For people: on stderr, one line a step. */
/* The event without secret values in what it shows; texts that had some are in the arena.
 */
struct event event_hide(const struct voice *voice, struct arena *arena,
                        const struct event *event);

struct report *report_text(struct session *session);

/* For programs: on stdout, one object a line. */
struct report *report_json(struct session *session);

/* Callbacks of the engine, with the report as their context. */
void report_notice(void *report, const struct engine_notice *notice);
void report_waiting(void *report, const char *holder);
void report_tick(void *report);
void report_echo(void *report, struct str sql);

/* What an error says, in the object that is open. */
void report_error_keys(struct json *json, const struct error *error);

/* An error as an event of the JSON voice. */
void report_json_error(const struct error *error, int status);

#endif
