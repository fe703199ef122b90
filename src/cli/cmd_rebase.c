/* rebase: other parents for revisions that nobody has applied. */
#include "migrate/file.h"
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rebase {
    struct session *session;
    size_t revision, onto;
    const bool *moved; /* the revision and all that needs it */
    struct str text;   /* of the script, as it shall be */
};

static const struct revision *
revision_at(const struct rebase *rebase, size_t index)
{
    return rebase->session->graph.revisions[index];
}

/* What --onto says; else the one head that does not move along. */
static struct error *
onto_choose(struct rebase *rebase, const struct place *place)
{
    const char *given = options_value(&rebase->session->options, OPTION_ONTO);
    if (given) {
        struct error *error = target_one(&rebase->onto, place, str_from(given));
        if (!error && rebase->onto == GRAPH_NONE)
            error = error_new(ERROR_USAGE, "--onto %s is no revision", given);
        return error;
    }
    const struct graph *graph = place->graph;
    const struct indices heads = graph_ends(graph, place->arena, EDGES_CHILDREN);
    struct indices others = {0};
    for (size_t i = 0; i < heads.count; i++)
        if (!rebase->moved[heads.items[i]])
            indices_add(&others, place->arena, heads.items[i]);
    if (others.count == 1) {
        rebase->onto = others.items[0];
        return NULL;
    }
    return error_hint(others.count
                          ? error_new(ERROR_USAGE, "there are %zu other heads: %s",
                                      others.count, graph_names(graph, others))
                          : error_new(ERROR_USAGE,
                                      "there is no other head than that of "
                                      "%.*s itself",
                                      STR_ARG(revision_at(rebase, rebase->revision)->id)),
                      "say which revision with --onto");
}

static struct error *
choose(struct rebase *rebase)
{
    struct session *session = rebase->session;
    const struct graph *graph = &session->graph;
    const struct place place = {graph, &session->arena, {0}};
    const char *argument = session_argument(session, 0);
    struct error *error = target_one(&rebase->revision, &place, str_from(argument));
    if (error)
        return error;
    if (rebase->revision == GRAPH_NONE)
        return error_new(ERROR_USAGE, "\"%s\" is no revision", argument);
    const struct indices one = {&rebase->revision, 1};
    rebase->moved = graph_reach(graph, &session->arena, one, EDGES_ALL_CHILDREN);
    if ((error = onto_choose(rebase, &place)))
        return error;
    const struct revision *revision = revision_at(rebase, rebase->revision);
    const struct revision *onto = revision_at(rebase, rebase->onto);
    if (rebase->moved[rebase->onto])
        return revision_error(onto, error_new(ERROR_USAGE,
                                              "%.*s cannot go onto %.*s, which needs it",
                                              STR_ARG(revision->id), STR_ARG(onto->id)));
    if (revision->parents.count > 1)
        return revision_error(
            revision,
            error_hint(
                error_new(ERROR_USAGE, "%.*s is a merge of %s", STR_ARG(revision->id),
                          graph_names(graph, graph_links(graph, EDGES_PARENTS,
                                                         rebase->revision))),
                "rebase the first revision of one of its branches, then delete the "
                "merge if it is not needed any more"));
    return NULL;
}

/* Onto what is no head makes a branch, which must be meant. */
static struct error *
head_check(const struct rebase *rebase)
{
    const struct session *session = rebase->session;
    const struct indices children =
        graph_links(&session->graph, EDGES_CHILDREN, rebase->onto);
    if (options_have(&session->options, OPTION_SPLICE))
        return NULL;
    for (size_t i = 0; i < children.count; i++)
        if (children.items[i] != rebase->revision)
            return error_hint(
                error_new(ERROR_USAGE, "%.*s is not a head: %.*s would make a branch",
                          STR_ARG(revision_at(rebase, rebase->onto)->id),
                          STR_ARG(revision_at(rebase, rebase->revision)->id)),
                "--splice allows it");
    return NULL;
}

/* The graph as it would be must be one. */
static struct error *
graph_check(struct rebase *rebase)
{
    struct session *session = rebase->session;
    struct arena *arena = &session->arena;
    struct revision changed;
    struct revisions revisions = {0};
    struct graph graph;
    struct error *error = revision_parse(
        &changed, arena, revision_at(rebase, rebase->revision)->path, rebase->text);
    for (size_t i = 0; !error && i < session->graph.count; i++) {
        struct revision *copy = arena_alloc(arena, sizeof *copy);
        *copy = i == rebase->revision ? changed : *session->graph.revisions[i];
        vec_push(&revisions.list, arena, copy);
    }
    return error ? error : graph_build(&graph, arena, &revisions);
}

/* A row of the database that moves along, or that no script knows, forbids it. */
static struct error *
rows_check(const struct rebase *rebase, struct session *other)
{
    struct indices rows;
    const char *url = url_show(&other->arena, other->config.values[SETTING_URL]);
    struct error *error = runner_current(&rows, &other->runner);
    if (error)
        return error_prefix(error, "%s", url);
    for (size_t i = 0; i < rows.count; i++)
        if (rebase->moved[rows.items[i]])
            return error_hint(
                error_new(ERROR_USAGE, "%.*s is applied in %s: its parents cannot change",
                          STR_ARG(revision_at(rebase, rebase->revision)->id), url),
                "\"migrate merge\" joins heads that are applied");
    return NULL;
}

/* Asks one database. One that does not answer is named, and is no reason to stop: who
 * works on a laptop does not reach production. */
static struct error *
database_ask(const struct rebase *rebase, struct session *other, const char *environment)
{
    struct error *error = session_look(other);
    if (!error)
        return rows_check(rebase, other);
    if (!rebase->session->quiet)
        fprintf(stderr, "notice: the database%s%s was not asked: %s\n",
                environment && *environment ? " of " : "", environment ? environment : "",
                error->message);
    error_free(error);
    return NULL;
}

static struct error *
environment_ask(const struct rebase *rebase, const char *environment)
{
    struct session other;
    struct error *error = session_enter(&other, rebase->session, environment);
    if (error)
        return error;
    error = database_ask(rebase, &other, environment);
    session_leave(&other);
    return error;
}

/* The one that the command line and the environment name, and all that the file does. */
static struct error *
databases_ask(const struct rebase *rebase)
{
    const struct config *config = &rebase->session->config;
    struct error *error = database_ask(rebase, rebase->session, config->environment);
    if (!error && config->file)
        error = environment_ask(rebase, "");
    for (size_t i = 0; !error && i < config->environments.count; i++)
        error = environment_ask(
            rebase, str_dup(&rebase->session->arena, config->environments.items[i]));
    return error;
}

static void
tell(const struct rebase *rebase)
{
    struct session *session = rebase->session;
    const struct graph *graph = &session->graph;
    const struct revision *revision = revision_at(rebase, rebase->revision);
    const struct indices before = graph_links(graph, EDGES_PARENTS, rebase->revision);
    size_t onto = rebase->onto;
    const struct indices after = {&onto, 1};
    if (!session->json) {
        const char *from = graph_names(graph, before);
        if (!session->quiet)
            fprintf(stderr, "rebase %.*s: %s -> %s\n", STR_ARG(revision->id),
                    *from ? from : "<base>", graph_names(graph, after));
        printf("%s\n", revision->path);
        return;
    }
    struct buf line = {.arena = &session->arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_text(&json, "event", "rebased");
    json_string(&json, "revision", revision->id);
    session_ids(&json, "from", graph, before);
    session_ids(&json, "to", graph, after);
    json_text(&json, "path", revision->path);
    json_end(&json);
    session_print(&line);
}

struct error *
command_rebase(struct session *session)
{
    struct rebase rebase = {.session = session};
    struct error *error = choose(&rebase);
    if (error)
        return error;
    const struct revision *revision = revision_at(&rebase, rebase.revision);
    struct str onto = revision_at(&rebase, rebase.onto)->id;
    if (revision->parents.count == 1 && str_equal(revision->parents.items[0], onto)) {
        if (!session->quiet)
            fprintf(stderr, "nothing to do: %.*s is the parent of %.*s\n", STR_ARG(onto),
                    STR_ARG(revision->id));
        return NULL;
    }
    if ((error = head_check(&rebase)) ||
        (error = revision_reparent(&rebase.text, &session->arena, revision,
                                   (struct names){&onto, 1})) ||
        (error = graph_check(&rebase)) || (error = databases_ask(&rebase)) ||
        (error = file_replace(revision->path, rebase.text)))
        return error;
    tell(&rebase);
    return NULL;
}
