/* check: the gate for CI. Everything that can be known is looked at, and every finding is
 * told, where other commands stop at the first. */
#include "report.h"
#include "schema.h"

#include <stdio.h>
#include <string.h>

struct check {
    struct session *session;
    const struct sql_dialect *dialect;
    size_t found;
};

static void
finding_text(const struct error *error)
{
    if (error->path && error->line)
        printf("%s:%zu:%zu: ", error->path, error->line, error->column);
    else if (error->path)
        printf("%s: ", error->path);
    printf("%s\n", error->message);
    for (struct str rest = str_from(error->detail); rest.length;) {
        const struct str line = str_before(rest, '\n', &rest, NULL);
        printf("  %.*s\n", STR_ARG(line));
    }
    if (error->hint)
        printf("  hint: %s\n", error->hint);
}

static void
finding_json(const struct error *error)
{
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_text(&json, "event", "finding");
    report_error_keys(&json, error);
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}

/* Tells of it, and frees it; NULL is nothing. */
static void
finding(struct check *check, struct error *error)
{
    if (!error)
        return;
    check->found++;
    if (check->session->json)
        finding_json(error);
    else
        finding_text(error);
    error_free(error);
}

/* The scripts' headers and the graph; false when there is no graph to go on with. */
static bool
check_graph(struct check *check)
{
    struct session *session = check->session;
    struct revisions *revisions = &session->revisions;
    struct error *error = NULL;
    revisions->keep_faults = true;
    vec_each (&session->config.versions, folder)
        if (!error)
            error = directory_read(revisions, &session->arena, *folder,
                                   session->config.numbers[SETTING_RECURSIVE]);
    vec_each (&revisions->faults, fault)
        finding(check, *fault);
    if (error || revisions->faults.count) {
        finding(check, error);
        return false;
    }
    session->squashed = revisions_squashed(revisions, &session->arena);
    vec_each (&session->squashed.list, revision)
        finding(check, revision_squashed(*revision));
    error = graph_build(&session->graph, &session->arena, revisions);
    const bool fine = !error;
    finding(check, error);
    return fine;
}

static struct error *
section_check(const struct check *check, const struct revision *revision,
              const struct section *section)
{
    struct engine_facts facts;
    if (!section->at)
        return NULL;
    return section_locate(
        section, revision,
        engine_inspect(&facts, check->dialect, section->text, section->transactional));
}

static void
check_script(struct check *check, const struct revision *revision)
{
    struct sections sections;
    struct error *error = revision_sections(&sections, revision, check->dialect,
                                            &check->session->runner.expansion);
    if (error) {
        finding(check, error);
        return;
    }
    finding(check, section_check(check, revision, &sections.up));
    finding(check, section_check(check, revision, &sections.down));
    if (!sections.down.at && !revision->irreversible)
        finding(check, revision_error(
                           revision,
                           error_hint(error_new(ERROR_FOUND, "%.*s has no down section",
                                                STR_ARG(revision->id)),
                                      "write \"-- migrate:down\" and the way back, or "
                                      "\"irreversible: true\" into the header")));
}

/* More than one head is a finding for each of them, so that both authors are told. */
static void
check_heads(struct check *check)
{
    const struct session *session = check->session;
    const struct graph *graph = &session->graph;
    const struct indices heads =
        graph_ends(graph, &check->session->arena, EDGES_ALL_CHILDREN);
    if (heads.count <= (size_t)session->config.numbers[SETTING_HEADS])
        return;
    for (size_t i = 0; i < heads.count; i++) {
        const struct revision *revision = graph->revisions[heads.items[i]];
        finding(check, revision_error(
                           revision,
                           error_hint(error_new(ERROR_FOUND, "%.*s is one of %zu heads",
                                                STR_ARG(revision->id), heads.count),
                                      "\"migrate merge\" or \"migrate rebase\"")));
    }
}

static void
check_pending(struct check *check, struct indices rows)
{
    struct session *session = check->session;
    const struct place place = {&session->graph, &session->arena, rows};
    const bool *applied = target_applied(&place);
    for (size_t i = 0; i < session->graph.count; i++) {
        const struct revision *revision = session->graph.revisions[i];
        if (!applied[i])
            finding(check,
                    revision_error(revision, error_new(ERROR_FOUND, "%.*s is not applied",
                                                       STR_ARG(revision->id))));
    }
}

static struct error *
check_edits(struct check *check)
{
    struct session *session = check->session;
    struct edits edits;
    struct error *error = runner_edits(&edits, &session->runner);
    if (error)
        return error;
    vec_each (&edits.list, edit) {
        if (edit_is_grave(edit))
            finding(check, edit_error(&session->arena, edit));
        else if (!session->quiet)
            fprintf(stderr, "notice: %s: %s\n", edit->revision->path,
                    edit_text(&session->arena, edit));
    }
    return NULL;
}

/* What our tables say, whatever scripts there are. */
static struct error *
check_tables(struct check *check)
{
    struct session *session = check->session;
    struct half_done_list half_done;
    struct names writers;
    struct error *error = runner_half_done(&half_done, &session->runner);
    if (error || (error = runner_writers(&writers, &session->runner)))
        return error;
    vec_each (&half_done.list, step)
        finding(check, half_done_error(&session->arena, step, ERROR_FOUND));
    for (size_t i = 0; i < writers.count; i++)
        finding(check,
                error_hint(error_new(ERROR_FOUND, "%.*s", STR_ARG(writers.items[i])),
                           "REVOKE it: who may write there can say what is applied, and "
                           "what \"downgrade\" runs"));
    return NULL;
}

static struct error *
check_database(struct check *check)
{
    struct session *session = check->session;
    struct error *error = session_look(session);
    if (error)
        return error->kind == ERROR_FAILED
                   ? error_hint_instead(
                         error, "check database.url and that the server is up, or "
                                "--offline: the scripts without the database")
                   : error;
    struct indices rows;
    if ((error = runner_look(&session->runner)) || (error = check_tables(check)))
        return error;
    if ((error = runner_current(&rows, &session->runner))) {
        if (error->kind != ERROR_USAGE)
            return error;
        finding(check, error);
        return NULL;
    }
    const struct place place = {&session->graph, &session->arena, rows};
    finding(check, target_antichain(&place, rows));
    if (options_have(&session->options, OPTION_PENDING))
        check_pending(check, rows);
    return check_edits(check);
}

static void
drift_found(void *context, struct error *error)
{
    finding(context, error);
}

struct error *
command_check(struct session *session)
{
    struct check check = {.session = session};
    const bool offline = options_have(&session->options, OPTION_OFFLINE);
    if (offline && options_have(&session->options, OPTION_PENDING))
        return error_new(ERROR_USAGE, "--pending and --offline do not go together");
    /* A URL that only CI has is no reason not to look at the headers and the graph. */
    const char *url = session->config.values[SETTING_URL];
    struct error *error = url ? engine_dialect(&check.dialect, url) : NULL;
    if (error)
        return error;
    if (!url && !session->quiet)
        fputs("notice: database.url is not set, so the kind of database is not known and "
              "the sections are not read\n",
              stderr);
    if (check_graph(&check)) {
        for (size_t i = 0; check.dialect && i < session->graph.count; i++)
            check_script(&check, session->graph.revisions[i]);
        check_heads(&check);
        if (!offline && (error = check_database(&check)))
            return error;
        if (options_have(&session->options, OPTION_DRIFT) &&
            (error = session_drift(session, offline, drift_found, &check)))
            return error;
    }
    if (check.found)
        return error_new(ERROR_FOUND, "%zu finding%s", check.found,
                         check.found == 1 ? "" : "s");
    if (!session->quiet && !session->json)
        fprintf(stderr, "nothing found: %zu script%s\n", session->graph.count,
                session->graph.count == 1 ? "" : "s");
    return NULL;
}

struct error *
command_repair(struct session *session)
{
    struct place place;
    struct indices wanted = {0};
    struct error *error = session_place(&place, session);
    vec_each (&session->options.arguments, argument) {
        struct indices list = {0};
        if (!error)
            error = target_show(&list, &place, str_from(*argument));
        for (size_t i = 0; i < list.count; i++)
            indices_add(&wanted, &session->arena, list.items[i]);
    }
    size_t repaired = 0;
    if (error || (error = runner_repair(&session->runner, wanted, &repaired)))
        return error;
    if (!repaired && !session->quiet && !session->json)
        fputs("nothing to do: as far as the log knows, nothing was edited\n", stderr);
    return NULL;
}
