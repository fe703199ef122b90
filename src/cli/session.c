#include "session.h"

#include "migrate/file.h"
#include "report.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
session_print(struct buf *line)
{
    buf_char(line, '\n');
    fwrite(line->data, 1, line->length, stdout);
    fflush(stdout);
}

void
session_ids(struct json *json, const char *key, const struct graph *graph,
            struct indices list)
{
    json_array(json, key);
    for (size_t i = 0; i < list.count; i++)
        json_string(json, NULL, graph->revisions[list.items[i]]->id);
    json_end(json);
}

const char *
session_argument(const struct session *session, size_t index)
{
    return index < session->options.arguments.count
               ? session->options.arguments.items[index]
               : NULL;
}

const char *
session_range(struct session *session, size_t index)
{
    const char *text = session_argument(session, index);
    const char *dots = text && !strchr(text, ':') ? strstr(text, "..") : NULL;
    /* A label may have two points in it. */
    for (size_t i = 0; dots && i < session->graph.label_count; i++)
        if (str_starts(str_from(text), session->graph.labels[i].name) &&
            session->graph.labels[i].name.length > (size_t)(dots - text))
            return text;
    return dots ? arena_printf(&session->arena, "%.*s:%s", (int)(dots - text), text,
                               dots + 2)
                : text;
}

static const char *
first_set(const char *const *names)
{
    for (; *names; names++) {
        const char *value = getenv(*names);
        if (value && *value)
            return value;
    }
    return NULL;
}

/* Who runs us, for the log: the user, and what CI systems tell in the environment. */
static void
identify(struct session *session)
{
    static const char *const commits[] = {"GITHUB_SHA",  "CI_COMMIT_SHA",
                                          "GIT_COMMIT",  "BUILDKITE_COMMIT",
                                          "CIRCLE_SHA1", NULL};
    static const char *const runs[] = {"CI_JOB_URL",          "BUILD_URL",
                                       "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL",
                                       "GITHUB_RUN_ID",       NULL};
    struct identity *identity = &session->runner.identity;
    const struct passwd *user = getpwuid(geteuid());
    char host[256];
    if (gethostname(host, sizeof host) == 0) {
        host[sizeof host - 1] = '\0';
        identity->host = arena_printf(&session->arena, "%s", host);
    }
    identity->user = user ? arena_printf(&session->arena, "%s", user->pw_name)
                          : arena_printf(&session->arena, "%u", (unsigned)geteuid());
    identity->tool = "migrate " MIGRATE_VERSION;
    identity->git_commit = first_set(commits);
    identity->ci_run = first_set(runs);
    identity->tag = options_value(&session->options, OPTION_TAG);
}

/* For the server's list of sessions: which program, on which host, in which CI run. As
 * much of it as PostgreSQL keeps. */
static const char *
application_name(struct session *session)
{
    enum { KEPT = 63 };
    const struct identity *identity = &session->runner.identity;
    const char *name = arena_printf(
        &session->arena, "migrate %s%s%s%s%s", MIGRATE_VERSION,
        identity->host ? " on " : "", identity->host ? identity->host : "",
        identity->ci_run ? " for " : "", identity->ci_run ? identity->ci_run : "");
    return arena_printf(&session->arena, "%.*s", KEPT, name);
}

/* What the scripts may refer to. */
static void
expansion_set(struct session *session)
{
    const struct config *config = &session->config;
    struct variable *variables =
        arena_array(&session->arena, config->variables.count + 1, sizeof *variables);
    struct expansion *expansion = &session->runner.expansion;
    *expansion = (struct expansion){&session->arena, config->directory, variables,
                                    config->variables.count};
    for (size_t i = 0; i < config->variables.count; i++) {
        const struct config_variable *variable = &config->variables.items[i];
        variables[i] =
            (struct variable){variable->name, variable->value, variable->secret};
    }
}

struct error *
session_engine_options(struct engine_options *options, struct session *session, bool look)
{
    const struct config *config = &session->config;
    struct error *error = config_database(&session->config);
    if (error)
        return error;
    identify(session);
    *options = (struct engine_options){
        .url = config->values[SETTING_URL],
        .application = application_name(session),
        .connect_timeout = config->seconds[SETTING_CONNECT_TIMEOUT],
        .wait = config->seconds[SETTING_WAIT],
        .keepalive = config->seconds[SETTING_KEEPALIVE],
        .lock_timeout = config->seconds[SETTING_LOCK_TIMEOUT],
        .statement_timeout = config->seconds[SETTING_STATEMENT_TIMEOUT],
        .run_lock_timeout = config->seconds[SETTING_RUN_LOCK_TIMEOUT],
        .each_durable = strcmp(config->values[SETTING_DURABILITY], "step") == 0,
        .remote_durable = strcmp(config->values[SETTING_DURABILITY], "remote") == 0,
        .no_pipeline = !config->numbers[SETTING_PIPELINE] ||
                       options_have(&session->options, OPTION_NO_PIPELINE),
        .read_only = look || options_have(&session->options, OPTION_DRY_RUN),
        .print = stdout,
        .notice = report_notice,
        .waiting = report_waiting,
        .tick = report_tick,
        .context = session->report,
    };
    return options_have(&session->options, OPTION_SQL)
               ? NULL
               : config_password(&options->password, config, &session->arena);
}

static struct error *
database_open(struct session *session, bool look)
{
    const struct config *config = &session->config;
    const bool print = options_have(&session->options, OPTION_SQL);
    struct engine_options options;
    if (!str_is_utf8(str_from(options_value(&session->options, OPTION_TAG)), NULL))
        return error_new(ERROR_USAGE, "--tag is not UTF-8");
    struct error *error = session_engine_options(&options, session, look);
    if (error)
        return error;
    if (!options.url || !*options.url)
        return error_hint(error_new(ERROR_USAGE, "there is no database.url"),
                          "set it in migrate.yaml, as DATABASE_URL or with --url");
    if (config->numbers[SETTING_ECHO] && !print)
        options.echo = report_echo;
    session->runner.version =
        (struct version_settings){.schema = config->values[SETTING_VERSION_TABLE_SCHEMA],
                                  .table = config->values[SETTING_VERSION_TABLE],
                                  .log = config->values[SETTING_LOG_TABLE]};
    session->runner.retries = (size_t)config->numbers[SETTING_LOCK_RETRIES];
    session->runner.retry_for = config->seconds[SETTING_LOCK_RETRY_FOR];
    session->runner.one_transaction =
        strcmp(config->values[SETTING_TRANSACTION], "run") == 0;
    session->runner.dry_run = options_have(&session->options, OPTION_DRY_RUN);
    session->runner.from_log = options_have(&session->options, OPTION_FROM_LOG);
    error = print ? engine_open_printer(&session->engine, &options)
                  : engine_open(&session->engine, &options);
    session->runner.engine = session->engine;
    return error;
}

struct error *
session_look(struct session *session)
{
    return session->engine ? NULL : database_open(session, true);
}

struct error *
session_recover(struct session *session)
{
    const size_t before = session->revisions.list.count;
    struct error *error = runner_recover(&session->revisions, &session->runner);
    if (error || session->revisions.list.count == before)
        return error;
    error = graph_build(&session->graph, &session->arena, &session->revisions);
    if (error) {
        /* They do not fit those that are here (a label that both have): then they are
         * missed as before, and why is told. */
        if (!session->quiet)
            fprintf(stderr, "notice: what the log has cannot be used: %s\n",
                    error->message);
        error_free(error);
        session->revisions.list.count = before;
        return graph_build(&session->graph, &session->arena, &session->revisions);
    }
    for (size_t i = before; !error && i < session->revisions.list.count; i++) {
        const struct event event = {
            .kind = EVENT_NOTICE,
            .graph = &session->graph,
            .revision = session->revisions.list.items[i],
            .severity = "notice",
            .message = "the file is not here: what the log has of it is used"};
        session->report->tell(session->report, &event);
    }
    return error;
}

struct error *
session_place(struct place *place, struct session *session)
{
    *place = (struct place){&session->graph, &session->arena, {0}};
    bool current = false;
    vec_each (&session->options.arguments, argument)
        current |= strcmp(*argument, "current") == 0;
    if (!current)
        return NULL;
    struct error *error = session_look(session);
    if (error || (error = session_recover(session)))
        return error;
    return runner_current(&place->rows, &session->runner);
}

/* What is written depends on what is there: of two at once the second one looks when the
 * first has written. */
static void
scripts_lock(struct session *session)
{
    const struct config *config = &session->config;
    if (!(session->command->needs & WRITES_SCRIPTS) || !config->versions.count ||
        session->lock)
        return;
    const char *folder = config->versions.items[0];
    int lock = file_lock(folder, false);
    if (lock < 0 && errno == EWOULDBLOCK) {
        if (!session->quiet)
            fprintf(stderr, "waiting for another migrate that writes into %s\n", folder);
        lock = file_lock(folder, true);
    }
    session->lock = lock < 0 ? 0 : lock;
}

void
session_unlock(struct session *session)
{
    if (session->lock)
        close(session->lock);
    session->lock = 0;
}

struct error *
session_scripts(struct session *session)
{
    const struct config *config = &session->config;
    scripts_lock(session);
    vec_each (&config->versions, folder) {
        struct error *error = directory_read(&session->revisions, &session->arena,
                                             *folder, config->numbers[SETTING_RECURSIVE]);
        if (error)
            return error;
    }
    session->squashed = revisions_squashed(&session->revisions, &session->arena);
    return graph_build(&session->graph, &session->arena, &session->revisions);
}

struct error *
session_read(struct session *session)
{
    struct error *error = session_scripts(session);
    if (!error && session->squashed.list.count)
        error = revision_squashed(session->squashed.list.items[0]);
    return error;
}

struct error *
session_load(struct session *session)
{
    struct config_flags flags;
    struct error *error = options_flags(&flags, &session->options, &session->arena);
    if (!error)
        error = config_load(&session->config, &session->arena, &flags);
    if (!error)
        expansion_set(session);
    return error;
}

struct error *
session_again(struct session *session)
{
    engine_close(session->engine);
    session->engine = session->runner.engine = NULL;
    session->revisions = (struct revisions){0};
    struct error *error = session_read(session);
    return error ? error : database_open(session, false);
}

struct error *
session_open(struct session *session)
{
    const enum command_needs needs = session->command->needs;
    session->report = session->json ? report_json(session) : report_text(session);
    session->runner = (struct runner){.graph = &session->graph,
                                      .arena = &session->arena,
                                      .scratch = &session->scratch,
                                      .report = session->report};
    struct error *error = NULL;
    if ((needs & NEEDS_CONFIG) == NEEDS_CONFIG && (error = session_load(session)))
        return error;
    if (session->config.ignored && !session->quiet &&
        (needs & NEEDS_DATABASE) == NEEDS_DATABASE)
        fprintf(stderr, "notice: %s is not used: the database URL comes from elsewhere\n",
                session->config.ignored);
    if ((needs & NEEDS_REVISIONS) == NEEDS_REVISIONS && (error = session_read(session)))
        return error;
    return (needs & NEEDS_DATABASE) == NEEDS_DATABASE ? database_open(session, false)
                                                      : NULL;
}

struct error *
session_enter(struct session *other, struct session *session, const char *environment)
{
    *other = *session;
    other->arena = other->scratch = (struct arena){0};
    other->config = (struct config){0};
    other->engine = other->runner.engine = NULL;
    other->runner.arena = &other->arena;
    other->runner.scratch = &other->scratch;
    struct config_flags flags;
    struct error *error = options_flags(&flags, &session->options, &other->arena);
    if (!error) {
        flags.environment = environment;
        flags.own_url = true;
        error = config_load(&other->config, &other->arena, &flags);
        expansion_set(other);
    }
    if (error)
        session_leave(other);
    return error;
}

void
session_leave(struct session *other)
{
    engine_close(other->engine);
    config_close(&other->config);
    arena_free(&other->scratch);
    arena_free(&other->arena);
}

void
session_close(struct session *session)
{
    for (size_t i = 0; session->engine && i < session->revisions.list.count; i++)
        revision_keep_end(session->revisions.list.items[i]);
    session_unlock(session);
    engine_close(session->engine);
    config_close(&session->config);
    arena_free(&session->scratch);
    arena_free(&session->arena);
}
