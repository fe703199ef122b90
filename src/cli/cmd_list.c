/* heads, history, current and show: the four that only look. */
#include "draw.h"
#include "pager.h"

#include <stdio.h>
#include <string.h>

struct error *
command_heads(struct session *session)
{
    const bool real = options_have(&session->options, OPTION_RESOLVE_DEPENDENCIES);
    const struct indices heads = graph_ends(&session->graph, &session->arena,
                                            real ? EDGES_ALL_CHILDREN : EDGES_CHILDREN);
    struct listing listing;
    listing_open(&listing, session, NULL);
    listing.flat = true;
    for (size_t i = 0; i < heads.count; i++)
        listing_print(&listing, heads.items[i]);
    return NULL;
}

/* The version rows, read from the database when the command is about them. */
static struct error *
rows_if(struct indices *rows, struct session *session, bool wanted)
{
    *rows = (struct indices){0};
    if (!wanted)
        return NULL;
    struct error *error = session_look(session);
    if (error || (error = session_recover(session)))
        return error;
    return runner_current(rows, &session->runner);
}

/* What the log has, where it is wanted; the database is open then. */
static struct error *
log_if(struct listing *listing, struct session *session, bool wanted)
{
    return wanted ? runner_log(&listing->log, &session->runner) : NULL;
}

/* What stands in the way of the next run. */
static struct error *
half_done_tell(struct session *session)
{
    struct half_done_list half_done;
    struct error *error = runner_half_done(&half_done, &session->runner);
    if (error)
        return error;
    vec_each (&half_done.list, step) {
        const struct event event = {.kind = EVENT_NOTICE,
                                    .graph = &session->graph,
                                    .revision = step->revision,
                                    .severity = "half-done",
                                    .message = half_done_text(&session->arena, step)};
        session->report->tell(session->report, &event);
    }
    return NULL;
}

static bool *
set_of(struct session *session, struct indices list)
{
    bool *set = arena_alloc(&session->arena, session->graph.count + 1);
    for (size_t i = 0; i < list.count; i++)
        set[list.items[i]] = true;
    return set;
}

struct error *
command_history(struct session *session)
{
    const char *range = options_value(&session->options, OPTION_RANGE);
    const bool mark = options_have(&session->options, OPTION_INDICATE_CURRENT);
    const bool log = options_have(&session->options, OPTION_LOG);
    if (options_have(&session->options, OPTION_GRAPH) && (session->json || log))
        return error_new(ERROR_USAGE, "--graph and --%s do not go together",
                         log ? "log" : "json");
    struct indices rows;
    struct error *error =
        rows_if(&rows, session, mark || log || (range && strstr(range, "current")));
    if (error)
        return error;
    const struct graph *graph = &session->graph;
    const struct place place = {graph, &session->arena, rows};
    bool *set;
    if ((error = target_range(&set, &place, str_from(range))))
        return error;
    struct listing listing;
    listing_open(&listing, session, mark ? set_of(session, rows) : NULL);
    listing.messages = true;
    if ((error = log_if(&listing, session, log)) ||
        (mark && (error = half_done_tell(session))))
        return error;
    if (!session->json)
        session->pager = pager_open();
    if (options_have(&session->options, OPTION_GRAPH)) {
        draw_history(&listing, set);
        return NULL;
    }
    listing.parents = true;
    const struct indices newest = graph_newest(graph, &session->arena, set);
    for (size_t i = 0; i < newest.count; i++)
        listing_print(&listing, newest.items[i]);
    return NULL;
}

/* The rows are the heads, less those that others depend on. */
static struct error *
heads_check(struct session *session, struct indices rows)
{
    const struct indices heads =
        graph_ends(&session->graph, &session->arena, EDGES_ALL_CHILDREN);
    struct indices missing = {0};
    for (size_t i = 0; i < heads.count; i++)
        if (!indices_have(rows, heads.items[i]))
            indices_add(&missing, &session->arena, heads.items[i]);
    for (size_t i = 0; i < rows.count; i++) {
        const struct revision *revision = session->graph.revisions[rows.items[i]];
        struct error *error =
            revision->from_log
                ? target_squashed(&session->graph, revision->id, ERROR_FOUND)
                : NULL;
        if (error)
            return error;
        if (revision->from_log)
            return error_hint(
                error_new(ERROR_FOUND,
                          "the database is ahead of these scripts: %.*s is "
                          "not among them",
                          STR_ARG(revision->id)),
                "check out the branch that has it, or \"migrate downgrade\"");
    }
    if (!missing.count && rows.count == heads.count)
        return NULL;
    struct error *error =
        missing.count ? error_new(ERROR_FOUND, "the database is not at the head%s %s",
                                  missing.count == 1 ? "" : "s",
                                  graph_names(&session->graph, missing))
                      : error_new(ERROR_FOUND, "the database is at more than the heads");
    return error_hint(error, "\"migrate upgrade heads\" brings it there");
}

struct error *
command_current(struct session *session)
{
    struct indices rows;
    struct error *error = rows_if(&rows, session, true);
    if (error)
        return error;
    const struct place place = {&session->graph, &session->arena, rows};
    const struct indices tips = target_current(&place);
    struct listing listing;
    listing_open(&listing, session, NULL);
    listing.plain = true;
    if ((error = log_if(&listing, session,
                        session->verbose || options_have(&session->options, OPTION_LOG))))
        return error;
    if (session->verbose && !session->json)
        printf("Current revision(s) for %s:\n",
               url_show(&session->arena, session->config.values[SETTING_URL]));
    for (size_t i = 0; i < tips.count; i++)
        listing_print(&listing, tips.items[i]);
    fflush(stdout);
    if ((error = half_done_tell(session)))
        return error;
    return options_have(&session->options, OPTION_CHECK_HEADS)
               ? heads_check(session, rows)
               : NULL;
}

struct error *
command_branches(struct session *session)
{
    const struct graph *graph = &session->graph;
    struct listing listing;
    listing_open(&listing, session, NULL);
    struct listing child = listing;
    child.one_line = true;
    child.messages = session->verbose;
    for (size_t i = 0; i < graph->count; i++) {
        const struct indices children = graph_links(graph, EDGES_CHILDREN, i);
        if (children.count < 2)
            continue;
        listing_print(&listing, i);
        if (session->json)
            continue;
        /* With -v Alembic has the children's messages too, not their paragraphs. */
        for (size_t k = 0; k < children.count; k++) {
            printf("%*s -> ", (int)graph->revisions[i]->id.length, "");
            listing_print(&child, children.items[k]);
        }
        putchar('\n');
    }
    return NULL;
}

struct error *
command_show(struct session *session)
{
    struct place place;
    struct error *error = session_place(&place, session);
    if (error)
        return error;
    struct listing listing;
    listing_open(&listing, session, NULL);
    listing.long_form = true;
    vec_each (&session->options.arguments, argument) {
        struct indices list;
        if ((error = target_show(&list, &place, str_from(*argument))))
            return error;
        for (size_t i = 0; i < list.count; i++)
            listing_print(&listing, list.items[i]);
    }
    return NULL;
}
