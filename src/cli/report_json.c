#include "report.h"

/* The same voice struct as for text, so that the engine's callbacks serve both. */

static void
step_write(struct json *json, const struct event *event)
{
    json_string(json, "revision", event->revision->id);
    json_text(json, "direction", direction_name(event->step->direction));
    session_ids(json, "removes", event->graph, event->step->removes);
    session_ids(json, "adds", event->graph, event->step->adds);
    json_string(json, "message", event->revision->message);
    json_text(json, "path", event->revision->path);
    json_number(json, "step", (int64_t)event->index);
    json_number(json, "steps", (int64_t)event->count);
}

static void
plan_write(struct json *json, const struct event *event)
{
    json_array(json, "steps");
    for (size_t i = 0; i < event->count; i++) {
        const struct step *step = &event->step[i];
        json_object(json, NULL);
        json_string(json, "revision", event->graph->revisions[step->revision]->id);
        json_text(json, "direction", direction_name(step->direction));
        json_text(json, "path", event->graph->revisions[step->revision]->path);
        json_end(json);
    }
    json_end(json);
}

static void
event_write(struct json *json, const struct event *event)
{
    static const char *const names[] = {[EVENT_DATABASE] = "database",
                                        [EVENT_PLAN] = "plan",
                                        [EVENT_STEP] = "step",
                                        [EVENT_STEP_DONE] = "step_done",
                                        [EVENT_STATEMENT] = "statement",
                                        [EVENT_STAMP] = "stamp",
                                        [EVENT_NOTICE] = "notice",
                                        [EVENT_RETRY] = "retry",
                                        [EVENT_DONE] = "done"};
    json_text(json, "event", names[event->kind]);
    switch (event->kind) {
    case EVENT_DATABASE:
        break;
    case EVENT_PLAN:
        plan_write(json, event);
        break;
    case EVENT_STEP:
    case EVENT_STEP_DONE:
        step_write(json, event);
        if (event->kind == EVENT_STEP_DONE)
            json_seconds(json, "seconds", event->seconds);
        break;
    case EVENT_STATEMENT:
        json_string(json, "revision", event->revision->id);
        json_number(json, "statement", (int64_t)event->statement);
        json_number(json, "statements", (int64_t)event->statements);
        json_string(json, "sql", event->sql);
        break;
    case EVENT_STAMP:
        session_ids(json, "from", event->graph, event->from);
        session_ids(json, "to", event->graph, event->to);
        break;
    case EVENT_NOTICE:
        json_text(json, "severity", event->severity);
        json_text(json, "message", event->message);
        if (event->revision)
            json_string(json, "revision", event->revision->id);
        if (event->path) {
            json_text(json, "path", event->path);
            json_number(json, "line", (int64_t)event->line);
            json_number(json, "column", (int64_t)event->column);
        }
        break;
    case EVENT_RETRY:
        json_string(json, "revision", event->revision->id);
        json_number(json, "retry", (int64_t)event->index);
        json_number(json, "retries", (int64_t)event->count);
        json_seconds(json, "seconds", event->seconds);
        json_text(json, "message", event->message);
        break;
    case EVENT_DONE:
        json_number(json, "steps", (int64_t)event->count);
        json_seconds(json, "seconds", event->seconds);
        break;
    }
}

static void
tell_json(struct report *report, const struct event *event)
{
    struct voice *voice = (struct voice *)report;
    if (event->kind == EVENT_STEP)
        voice->step = *event;
    if (event->kind == EVENT_STATEMENT) {
        voice->step.sql = event->sql;
        voice->step.section = event->section;
    }
    if (event->kind == EVENT_STATEMENT && !voice->session->verbose)
        return;
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    const struct event hidden = event_hide(voice, &arena, event);
    event_write(&json, &hidden);
    if (event->kind == EVENT_DATABASE) {
        const struct config *config = &voice->session->config;
        json_text(&json, "url", url_show(&arena, config->values[SETTING_URL]));
        json_text(&json, "environment", config->environment);
    }
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}

struct report *
report_json(struct session *session)
{
    struct report *report = report_text(session);
    report->tell = tell_json;
    return report;
}

void
report_error_keys(struct json *json, const struct error *error)
{
    json_text(json, "message", error->message);
    json_text(json, "hint", error->hint);
    json_text(json, "detail", error->detail);
    json_text(json, "path", error->path);
    if (error->line) {
        json_number(json, "line", (int64_t)error->line);
        json_number(json, "column", (int64_t)error->column);
    }
}

void
report_json_error(const struct error *error, int status)
{
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_text(&json, "event", "error");
    json_number(&json, "exit", status);
    report_error_keys(&json, error);
    json_text(&json, "sqlstate", error->sqlstate[0] ? error->sqlstate : NULL);
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}
