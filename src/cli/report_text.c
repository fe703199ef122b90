#include "migrate/time.h"
#include "report.h"

#include <stdio.h>

enum { CLOCK_AFTER = 2, HEARTBEAT = 30 };

static void
line_clear(struct voice *voice)
{
    if (voice->line_open)
        fputs("\r\033[K", stderr);
    voice->line_open = false;
}

/* "[2/7] upgrade a, b -> c, message" */
static void
step_print(FILE *out, const struct event *event)
{
    fprintf(out, "[%zu/%zu] %s", event->index, event->count,
            plan_step_text(event->graph, event->step));
}

static void
seconds_print(double seconds)
{
    if (seconds < 1)
        fprintf(stderr, " (%.0f ms)", seconds * 1000);
    else
        fprintf(stderr, " (%.2f s)", seconds);
}

static void
stamp_print(FILE *out, const struct event *event)
{
    const char *from = graph_names(event->graph, event->from);
    const char *to = graph_names(event->graph, event->to);
    fprintf(out, "stamp %s -> %s\n", *from ? from : "<base>", *to ? to : "<base>");
}

static void
done_print(const struct voice *voice, const struct event *event)
{
    if (event->count) {
        if (voice->session->verbose && event->count > 1) {
            fprintf(stderr, "%zu steps", event->count);
            seconds_print(event->seconds);
            fputc('\n', stderr);
        }
        return;
    }
    if (!event->graph->count)
        fputs("nothing to do: there are no scripts\n", stderr);
    else if (event->from.count)
        fprintf(stderr, "nothing to do: the database is at %s\n",
                graph_names(event->graph, event->from));
    else
        fputs("nothing to do: nothing is applied\n", stderr);
}

static void
statement_print(struct voice *voice, const struct event *event)
{
    voice->step.statement = event->statement;
    voice->step.statements = event->statements;
    voice->step.section = event->section;
    if (voice->session->verbose)
        fprintf(stderr, "%s%.*s%s\n", voice->session->term.dim, STR_ARG(event->sql),
                voice->session->term.plain);
}

/* --dry-run: the plan is the answer, so it goes to stdout. */
static void
tell_dry(const struct event *event)
{
    if (event->kind == EVENT_STEP) {
        step_print(stdout, event);
        printf("  (%s)\n", event->revision->path);
    } else if (event->kind == EVENT_STATEMENT) {
        printf("    %.*s\n", STR_ARG(event->sql));
    } else if (event->kind == EVENT_STAMP) {
        stamp_print(stdout, event);
    }
}

struct event
event_hide(const struct voice *voice, struct arena *arena, const struct event *event)
{
    const struct expansion *expansion = &voice->session->runner.expansion;
    struct event hidden = *event;
    hidden.sql = expansion_hide(expansion, arena, event->sql);
    const struct str message = str_from(event->message);
    const struct str shown = expansion_hide(expansion, arena, message);
    if (shown.data != message.data)
        hidden.message = str_dup(arena, shown);
    return hidden;
}

static void
notice_print(const struct event *event)
{
    if (event->path)
        fprintf(stderr, "%s:%zu:%zu: ", event->path, event->line, event->column);
    else if (event->revision)
        fprintf(stderr, "%s: ", event->revision->path);
    fprintf(stderr, "%s: %s\n", event->severity, event->message);
}

static void
database_print(struct session *session)
{
    const struct config *config = &session->config;
    fprintf(stderr, "database %s%s%s\n",
            url_show(&session->arena, config->values[SETTING_URL]),
            config->environment ? ", environment " : "",
            config->environment ? config->environment : "");
}

/* `told` is the event itself; `event` is what may be shown of it. */
static void
tell(struct voice *voice, const struct event *told, const struct event *event)
{
    line_clear(voice);
    if (voice->session->runner.dry_run &&
        (event->kind == EVENT_STEP || event->kind == EVENT_STATEMENT ||
         event->kind == EVENT_STAMP)) {
        tell_dry(event);
        return;
    }
    /* With --sql the steps stand in the SQL, as comments. */
    const bool silent =
        voice->session->quiet || options_have(&voice->session->options, OPTION_SQL);
    if (silent && event->kind != EVENT_NOTICE)
        return;
    switch (event->kind) {
    case EVENT_DATABASE:
        database_print(voice->session);
        break;
    case EVENT_PLAN:
        break;
    case EVENT_STEP:
        voice->step = *told;
        voice->step_start = voice->last_sign = time_monotonic();
        break;
    case EVENT_STATEMENT:
        statement_print(voice, event);
        voice->step.sql = told->sql;
        break;
    case EVENT_STEP_DONE:
        step_print(stderr, event);
        seconds_print(event->seconds);
        fputc('\n', stderr);
        voice->step.revision = NULL;
        break;
    case EVENT_STAMP:
        stamp_print(stderr, event);
        break;
    case EVENT_NOTICE:
        if (!voice->session->quiet)
            notice_print(event);
        break;
    case EVENT_RETRY:
        fprintf(stderr, "%s: retry %zu of %zu in %.1f s: %s\n", event->revision->path,
                event->index, event->count, event->seconds, event->message);
        break;
    case EVENT_DONE:
        done_print(voice, event);
        break;
    }
}

static void
tell_text(struct report *report, const struct event *event)
{
    struct voice *voice = (struct voice *)report;
    struct arena arena = {0};
    const struct event hidden = event_hide(voice, &arena, event);
    tell(voice, event, &hidden);
    arena_free(&arena);
}

void
report_tick(void *context)
{
    struct voice *voice = context;
    const double now = time_monotonic();
    if (!voice->step.revision || voice->session->quiet || voice->session->json ||
        now - voice->step_start < CLOCK_AFTER)
        return;
    const bool updates = voice->session->term.updates;
    if (now - voice->last_sign < (updates ? 0.2 : HEARTBEAT))
        return;
    voice->last_sign = now;
    line_clear(voice);
    step_print(stderr, &voice->step);
    fprintf(stderr, ": statement %zu of %zu, %.0f s", voice->step.statement,
            voice->step.statements, now - voice->step_start);
    voice->line_open = updates;
    if (!updates)
        fputc('\n', stderr);
    fflush(stderr);
}

void
report_notice(void *context, const struct engine_notice *notice)
{
    struct voice *voice = context;
    struct event event = {.kind = EVENT_NOTICE,
                          .revision = voice->step.revision,
                          .severity = notice->severity,
                          .message = notice->message};
    struct error *place = NULL;
    if (event.revision && voice->step.section)
        place = section_locate(voice->step.section, event.revision,
                               error_at(voice->step.sql.data, ERROR_USAGE, "here"));
    if (place && place->line) {
        event.path = place->path;
        event.line = place->line;
        event.column = place->column;
    }
    voice->report.tell(&voice->report, &event);
    error_free(place);
}

void
report_waiting(void *context, const char *holder)
{
    const struct engine_notice notice = {"waiting", holder};
    report_notice(context, &notice);
}

void
report_echo(void *context, struct str sql)
{
    const struct voice *voice = context;
    struct arena arena = {0};
    const struct str bare =
        str_trim(expansion_hide(&voice->session->runner.expansion, &arena, sql));
    fprintf(stderr, "%s%.*s%s\n", voice->session->term.dim, STR_ARG(bare),
            voice->session->term.plain);
    arena_free(&arena);
}

struct report *
report_text(struct session *session)
{
    struct voice *voice = arena_alloc(&session->arena, sizeof *voice);
    voice->report.tell = tell_text;
    voice->session = session;
    return &voice->report;
}
