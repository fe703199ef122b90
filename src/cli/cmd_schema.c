/* diff, dump and verify: commands about what a database is made of. */
#include "schema.h"

#include "migrate/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct schema_filter
session_filter(struct session *session)
{
    const struct config *config = &session->config;
    struct str *own = arena_array(&session->arena, 2, sizeof *own);
    struct schema_filter filter = {
        .include = {config->include.items, config->include.count},
        .exclude = {config->exclude.items, config->exclude.count},
        .own = {own, 0},
        .owners = config->numbers[SETTING_SCHEMA_OWNERS],
        .privileges = config->numbers[SETTING_SCHEMA_PRIVILEGES]};
    own[filter.own.count++] = str_from(config->values[SETTING_VERSION_TABLE]);
    if (config->values[SETTING_LOG_TABLE])
        own[filter.own.count++] = str_from(config->values[SETTING_LOG_TABLE]);
    return filter;
}

struct error *
session_scratch(struct scratch *scratch, struct session *session, const char *like)
{
    const char *url = session->config.values[SETTING_SCRATCH_URL];
    struct engine_options options;
    *scratch = (struct scratch){0}; /* it will be closed, whatever comes */
    struct error *error = session_engine_options(&options, session, true);
    if (error)
        return error;
    /* The password is the target's, and scratch.url has its own. */
    if (url)
        options.password = NULL;
    options.url = url ? url : like ? like : options.url;
    if (!options.url)
        return error_hint(error_new(ERROR_USAGE, "there is no database.url"),
                          "set it or scratch.url: they say which kind of database it is");
    error = scratch_open(scratch, &options, false, &session->arena);
    scratch->own_server = url != NULL;
    return error;
}

struct source
source_scripts(struct session *session, struct indices targets)
{
    return (struct source){.kind = SOURCE_SCRIPTS,
                           .graph = &session->graph,
                           .targets = targets,
                           .expansion = &session->runner.expansion};
}

struct indices
session_heads(struct session *session)
{
    return graph_ends(&session->graph, &session->arena, EDGES_ALL_CHILDREN);
}

bool
session_at_heads(struct session *session, struct indices rows)
{
    const struct indices heads = session_heads(session);
    bool same = heads.count == rows.count;
    for (size_t i = 0; i < heads.count; i++)
        same = same && indices_have(rows, heads.items[i]);
    return same;
}

/* --- diff -------------------------------------------------------------------------- */

/* To look at, SQLite takes a file that is not there for an empty one. */
static struct error *
database_check(const struct engine *engine, const char *url)
{
    const char *path = strstr(url, ":///");
    if (engine->dialect != &sql_sqlite || !path || !path[4] || path[4] == ':' ||
        access(path + 4, F_OK) == 0)
        return NULL;
    return error_new(ERROR_USAGE, "there is no database %s", path + 4);
}

/* "database", "scripts", "base", a URL, a file or folder, or revisions. */
static struct error *
source_parse(struct source *source, struct session *session, const char *text)
{
    struct engine_options options;
    struct error *error;
    if (strcmp(text, "database") == 0) {
        *source = (struct source){.kind = SOURCE_DATABASE};
        if ((error = session_look(session)))
            return error;
        source->engine = session->engine;
        return NULL;
    }
    if (strstr(text, "://")) {
        *source = (struct source){.kind = SOURCE_DATABASE};
        if ((error = session_engine_options(&options, session, true)))
            return error;
        options.url = text;
        options.password = NULL;
        if ((error = engine_open(&source->engine, &options)))
            return error;
        return database_check(source->engine, text);
    }
    if (strcmp(text, "base") == 0) {
        *source = (struct source){.kind = SOURCE_NOTHING};
        return NULL;
    }
    if (strcmp(text, "scripts") != 0 && access(text, F_OK) == 0) {
        *source = (struct source){.kind = SOURCE_FILE, .path = text};
        return NULL;
    }
    const struct place place = {&session->graph, &session->arena, {0}};
    struct indices targets = {0};
    error = session_read(session);
    if (!error)
        error = strcmp(text, "scripts") == 0
                    ? NULL
                    : target_show(&targets, &place, str_from(text));
    *source = source_scripts(
        session, strcmp(text, "scripts") == 0 ? session_heads(session) : targets);
    return error && error->kind == ERROR_USAGE
               ? error_hint_instead(error, "a file, a folder, a revision, a URL, "
                                           "\"scripts\", \"base\" or \"database\"")
               : error;
}

static void
source_close(const struct session *session, const struct source *source)
{
    if (source->kind == SOURCE_DATABASE && source->engine != session->engine)
        engine_close(source->engine);
}

static const char *
source_url(const struct session *session, const struct source *source, const char *text)
{
    return source->kind == SOURCE_DATABASE && source->engine != session->engine ? text
                                                                                : NULL;
}

struct names
session_renames(struct session *session)
{
    struct names_list renames = {0};
    options_values(&renames, &session->options, OPTION_RENAME, &session->arena);
    return (struct names){renames.items.items, renames.items.count};
}

static struct error *
diff_run(struct session *session, struct source *both, struct proposal *proposal,
         const struct sql_dialect **dialect)
{
    struct scratch scratch;
    const struct schema_filter filter = session_filter(session);
    const char *like = source_url(session, &both[1], session_argument(session, 1));
    if (!like)
        like = source_url(session, &both[0], session_argument(session, 0));
    struct error *error = session_scratch(&scratch, session, like);
    if (!error) {
        *dialect = scratch.engine->dialect;
        error = schema_propose(proposal, &both[0], &both[1], session_renames(session),
                               &scratch, &filter);
    }
    scratch_close(&scratch);
    return error;
}

struct error *
command_diff(struct session *session)
{
    struct source both[2] = {{0}, {0}};
    struct proposal proposal;
    struct error *error = source_parse(&both[0], session, session_argument(session, 0));
    if (!error)
        error = source_parse(&both[1], session, session_argument(session, 1));
    if (!error && both[0].kind == SOURCE_DATABASE && both[1].kind == SOURCE_DATABASE &&
        both[0].engine->dialect != both[1].engine->dialect)
        error = error_new(ERROR_USAGE, "these are two kinds of database");
    const struct sql_dialect *dialect = NULL;
    if (!error)
        error = diff_run(session, both, &proposal, &dialect);
    for (size_t i = 0; i < 2; i++)
        source_close(session, &both[i]);
    if (error)
        return error;
    proposal.up.printed = dialect;
    const struct str text = schema_text(&proposal.up, &session->arena);
    fwrite(text.data ? text.data : "", 1, text.length, stdout);
    if (!session->quiet)
        unmanaged_tell(&proposal);
    if (!text.length && !session->quiet)
        fputs("no difference\n", stderr);
    return NULL;
}

#define DUMP_TITLE "-- The schema, written by migrate dump."

/* --- dump -------------------------------------------------------------------------- */

static struct error *
applied_add(struct buf *out, struct session *session)
{
    struct indices rows;
    struct error *error = session->graph.count ? NULL : session_read(session);
    if (!error)
        error = runner_current(&rows, &session->runner);
    if (error) {
        /* A dump does not need the scripts. */
        error_free(error);
        return NULL;
    }
    const struct place place = {&session->graph, &session->arena, rows};
    const bool *applied = target_applied(&place);
    for (size_t i = 0; i < session->graph.count; i++)
        if (applied[i])
            buf_printf(out, "-- revision %.*s\n",
                       STR_ARG(session->graph.revisions[i]->id));
    return NULL;
}

static struct error *
data_put(struct schema_changes *changes, struct session *session)
{
    struct names_list tables = {0};
    VEC(struct str) all = {0};
    options_values(&tables, &session->options, OPTION_DATA, &session->arena);
    vec_each (&tables.items, table) {
        struct names inserts;
        struct error *error =
            schema_data(&inserts, session->engine, *table, &session->arena);
        if (error)
            return error_prefix(error, "--data %.*s", STR_ARG(*table));
        for (size_t i = 0; i < inserts.count; i++)
            vec_push(&all, &session->arena, inserts.items[i]);
    }
    const struct names statements = {all.items, all.count};
    schema_put_data(changes, statements, session->engine->dialect, &session->arena);
    return NULL;
}

static struct error *
all_read(struct schema *schema, struct schema_changes *changes, struct session *session)
{
    struct schema nothing;
    const struct schema_filter filter = session_filter(session);
    struct error *error = schema_read(schema, session->engine, &session->arena, &filter);
    if (error)
        return error;
    schema_nothing(&nothing, schema->dialect);
    error = schema_diff(changes, &nothing, schema, &session->arena);
    return error ? error : data_put(changes, session);
}

/* With rows, all of it is of one moment: a key finds what it refers to. */
static struct error *
moment_read(struct schema *schema, struct schema_changes *changes,
            struct session *session)
{
    struct engine *engine = session->engine;
    const bool sqlite = engine->dialect == &sql_sqlite;
    if (!options_have(&session->options, OPTION_DATA))
        return all_read(schema, changes, session);
    struct error *error =
        sqlite ? engine_exec(engine, "BEGIN", NULL)
               : engine_begin_modes(
                     engine, STR("ISOLATION LEVEL REPEATABLE READ READ ONLY"), false);
    if (error || (error = all_read(schema, changes, session)))
        return error;
    return sqlite ? engine_exec(engine, "COMMIT", NULL) : engine_commit(engine);
}

struct error *
session_dump(struct session *session, struct str *text)
{
    struct schema schema;
    struct schema_changes changes;
    struct buf out = {.arena = &session->arena};
    struct error *error = moment_read(&schema, &changes, session);
    if (error)
        return error;
    buf_puts(&out, DUMP_TITLE " Revisions that are applied:\n");
    if ((error = applied_add(&out, session)))
        return error;
    for (size_t i = 0; i < schema.count; i++)
        if (strcmp(schema.rows[i].kind, "other") == 0)
            sql_comment(&out, "not managed, so not here: ", schema.rows[i].id);
    buf_char(&out, '\n');
    changes.unchecked = schema_makes_functions(&changes);
    changes.printed = schema.dialect;
    buf_add(&out, schema_text(&changes, &session->arena));
    *text = buf_str(&out);
    return NULL;
}

struct error *
dump_check(struct session *session, const char *path, struct str *before)
{
    enum { MOST = 1 << 30 };
    *before = (struct str){0};
    if (access(path, F_OK) != 0) {
        char *copy = str_dup(&session->arena, str_from(path));
        const char *folder = dirname(copy);
        return access(folder, W_OK | X_OK) == 0
                   ? NULL
                   : error_new(ERROR_USAGE, "%s cannot be written: %s: %s", path, folder,
                               strerror(errno));
    }
    struct error *error = file_read(before, &session->arena, AT_FDCWD, path, path, MOST);
    if (error || !before->length || str_starts(*before, STR(DUMP_TITLE)))
        return error;
    return error_hint(error_new(ERROR_USAGE, "%s is there, and is no dump", path),
                      "give the dump another name");
}

struct error *
dump_write(struct session *session, const char *path, struct str text)
{
    struct str before;
    struct error *error = dump_check(session, path, &before);
    if (error || (before.length && str_equal(before, text)))
        return error;
    return access(path, F_OK) == 0 ? file_replace(path, text) : file_create(path, text);
}

struct error *
command_dump(struct session *session)
{
    const char *path = options_value(&session->options, OPTION_OUTPUT);
    struct str text;
    struct error *error = session_look(session);
    if (error || (error = session_dump(session, &text)))
        return error;
    if (path)
        return dump_write(session, path, text);
    fwrite(text.data, 1, text.length, stdout);
    return NULL;
}

/* --- verify ------------------------------------------------------------------------ */

struct telling {
    struct session *session;
    const struct revision *last;
    size_t done, found; /* revisions */
};

static void
verify_json(const struct revision *revision, const struct finding *finding)
{
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_text(&json, "event", finding ? "finding" : "verified");
    json_string(&json, "revision", revision->id);
    json_text(&json, "path", revision->path);
    if (finding) {
        json_text(&json, "when", finding->when);
        json_array(&json, "differences");
        for (size_t i = 0; i < finding->lines.count; i++)
            json_string(&json, NULL, finding->lines.items[i]);
        json_end(&json);
        if (finding->error)
            json_text(&json, "error", finding->error->message);
    }
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}

static void
verify_tell(void *context, const struct revision *revision, const struct finding *finding)
{
    struct telling *verification = context;
    const struct session *session = verification->session;
    if (revision != verification->last) {
        verification->done++;
        verification->found += finding != NULL;
    }
    verification->last = revision;
    if (session->json)
        verify_json(revision, finding);
    if (!finding) {
        if (!session->json && session->verbose)
            fprintf(stderr, "%.*s: fine\n", STR_ARG(revision->id));
        return;
    }
    if (session->json) {
        error_free(finding->error);
        return;
    }
    if (finding->error) {
        const struct error *error = finding->error;
        printf("%s", error->path ? error->path : revision->path);
        if (error->line)
            printf(":%zu:%zu", error->line, error->column);
        printf(": %s: %s\n", finding->when, error->message);
        error_free(finding->error);
    }
    for (size_t i = 0; i < finding->lines.count; i++)
        printf("%s: %.*s %s\n", revision->path, STR_ARG(finding->lines.items[i]),
               finding->when);
}

static struct error *
jobs_read(size_t *jobs, const struct session *session)
{
    enum { MOST = 64, MOST_BY_DEFAULT = 4 };
    const char *text = options_value(&session->options, OPTION_JOBS);
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *jobs = processors < 1 ? 1 : (size_t)processors;
    char *end = NULL;
    if (text)
        *jobs = strtoul(text, &end, 10);
    if (*jobs > MOST_BY_DEFAULT && !text)
        *jobs = MOST_BY_DEFAULT;
    /* There scripts may make roles, which all databases of the server share. */
    if (session->config.values[SETTING_SCRATCH_URL] && !text)
        *jobs = 1;
    if (!text || (*text >= '1' && *text <= '9' && !*end && *jobs <= MOST))
        return NULL;
    return error_hint(
        error_new(ERROR_USAGE, "--jobs %s: that is no number of jobs", text),
        "a number from 1 to %d; 1 goes one step at a time", MOST);
}

struct error *
command_verify(struct session *session)
{
    struct telling verification = {.session = session};
    size_t jobs = 0;
    const struct place place = {&session->graph, &session->arena, {0}};
    const struct schema_filter filter = session_filter(session);
    const char *range = session_range(session, 0);
    struct scratch scratch;
    bool *set = NULL;
    struct indices targets = session_heads(session);
    struct error *error = NULL;
    if (range &&
        (error = strchr(range, ':') ? target_range(&set, &place, str_from(range))
                                    : target_show(&targets, &place, str_from(range))))
        return error;
    if (range && !set) {
        set = arena_array(&session->arena, session->graph.count + 1, sizeof *set);
        for (size_t i = 0; i < targets.count; i++)
            set[targets.items[i]] = true;
    }
    if ((error = jobs_read(&jobs, session)))
        return error;
    const struct verification wanted = {set, options_have(&session->options, OPTION_ROWS),
                                        jobs};
    if (!(error = session_scratch(&scratch, session, NULL)))
        error = schema_verify(&scratch, &session->graph, targets, &wanted,
                              &session->runner.expansion, &filter, verify_tell,
                              &verification);
    scratch_close(&scratch);
    if (error)
        return error;
    if (verification.found)
        return error_new(ERROR_FOUND, "%zu of %zu ways down do not lead back",
                         verification.found, verification.done);
    if (!session->quiet && !session->json)
        fprintf(stderr, "every way down leads back: %zu revision%s\n", verification.done,
                verification.done == 1 ? "" : "s");
    return NULL;
}
