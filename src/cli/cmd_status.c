/* status: every revision of the scripts and of the database, and how it stands. */
#include "pager.h"
#include "session.h"

#include <stdio.h>
#include <string.h>

enum standing { APPLIED, PENDING, EDITED, HALF_DONE, UNKNOWN };
static const char *const standings[] = {"applied", "pending", "edited", "half-done",
                                        "unknown"};

struct status {
    struct session *session;
    const bool *applied;
    const struct log_entry **log;
    const struct edit **edits;          /* of each revision, or NULL */
    const struct half_done **half_done; /* the same */
    struct names unknown;               /* rows that no script and no log explains */
    size_t pending;
};

static enum standing
standing_of(const struct status *status, size_t i)
{
    if (status->half_done[i])
        return HALF_DONE;
    if (!status->applied[i])
        return PENDING;
    return status->edits[i] && edit_is_grave(status->edits[i]) ? EDITED : APPLIED;
}

static void
line_print(struct status *status, enum standing standing, struct str id,
           struct str message, const char *more)
{
    struct buf line = {.arena = &status->session->arena};
    buf_printf(&line, "%-10s ", standings[standing]);
    buf_shown(&line, id);
    if (message.length)
        buf_printf(&line, "  %.*s", STR_ARG(message));
    if (more && *more) {
        buf_puts(&line, "  (");
        buf_shown(&line, str_from(more));
        buf_char(&line, ')');
    }
    buf_char(&line, '\n');
    fwrite(line.data, 1, line.length, stdout);
}

static const char *
more_of(const struct status *status, size_t i, enum standing standing)
{
    struct arena *arena = &status->session->arena;
    const struct log_entry *entry = status->log[i];
    const struct half_done *half = status->half_done[i];
    if (half)
        return arena_printf(arena, "%s, %zu of %zu statements",
                            direction_name(half->direction), half->done, half->total);
    if (!entry || standing == PENDING)
        return NULL;
    return arena_printf(arena, "%s%s%s%s%s", entry->when, entry->user ? " by " : "",
                        entry->user ? entry->user : "",
                        status->session->graph.revisions[i]->from_log ? ", no script here"
                                                                      : "",
                        standing == EDITED ? ", edited since" : "");
}

static void
json_line(const struct status *status, enum standing standing, struct str id, size_t i)
{
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    const struct revision *revision =
        i == GRAPH_NONE ? NULL : status->session->graph.revisions[i];
    const struct log_entry *entry = revision ? status->log[i] : NULL;
    const struct half_done *half = revision ? status->half_done[i] : NULL;
    json_object(&json, NULL);
    json_string(&json, "revision", id);
    json_text(&json, "state", standings[standing]);
    json_string(&json, "message", revision ? revision->message : (struct str){0});
    json_text(&json, "path", revision ? revision->path : NULL);
    json_text(&json, "when", entry && standing != PENDING ? entry->when : NULL);
    json_text(&json, "user", entry && standing != PENDING ? entry->user : NULL);
    json_text(&json, "direction", half ? direction_name(half->direction) : NULL);
    if (half) {
        json_number(&json, "statements_done", (int64_t)half->done);
        json_number(&json, "statements_total", (int64_t)half->total);
    }
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}

static void
revision_print(struct status *status, size_t i)
{
    const struct revision *revision = status->session->graph.revisions[i];
    const enum standing standing = standing_of(status, i);
    status->pending += standing == PENDING;
    if (status->session->json)
        json_line(status, standing, revision->id, i);
    else
        line_print(status, standing, revision->id, revision->message,
                   more_of(status, i, standing));
}

/* What the database says of each revision of the graph. */
static struct error *
status_read(struct status *status)
{
    struct session *session = status->session;
    const size_t count = session->graph.count + 1;
    struct runner *runner = &session->runner;
    struct indices rows = {0};
    struct edits edits;
    struct half_done_list half_done;
    status->edits = arena_array(&session->arena, count, sizeof *status->edits);
    status->half_done = arena_array(&session->arena, count, sizeof *status->half_done);
    struct error *error = runner_rows(&rows, &status->unknown, runner);
    if (error || (error = runner_log(&status->log, runner)) ||
        (error = runner_half_done(&half_done, runner)))
        return error;
    const struct place place = {&session->graph, &session->arena, rows};
    status->applied = target_applied(&place);
    vec_each (&half_done.list, step)
        if (step->revision)
            status->half_done[step->revision->index] = step;
    if (status->unknown.count)
        return NULL; /* then edits cannot be told */
    error = runner_edits(&edits, runner);
    for (size_t i = 0; !error && i < edits.list.count; i++) {
        const struct edit *edit = &edits.list.items[i];
        status->edits[edit->revision->index] = edit;
    }
    return error;
}

struct error *
command_status(struct session *session)
{
    struct status status = {.session = session};
    struct error *error = session_look(session);
    if (error || (error = session_recover(session)) || (error = status_read(&status)))
        return error;
    if (!session->json)
        session->pager = pager_open();
    for (size_t i = 0; i < status.unknown.count; i++) {
        if (session->json)
            json_line(&status, UNKNOWN, status.unknown.items[i], GRAPH_NONE);
        else
            line_print(&status, UNKNOWN, status.unknown.items[i], (struct str){0},
                       "no script and no log explains this row");
    }
    const struct indices newest = graph_newest(&session->graph, &session->arena, NULL);
    for (size_t i = 0; i < newest.count; i++)
        revision_print(&status, newest.items[i]);
    if (!options_have(&session->options, OPTION_CHECK) || !status.pending)
        return NULL;
    return error_hint(error_new(ERROR_FOUND, "%zu revision%s pending", status.pending,
                                status.pending == 1 ? " is" : "s are"),
                      "\"migrate upgrade heads\" applies them");
}
