#include "migrate/draft.h"
#include "migrate/file.h"
#include "session.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The project's own templates/revision.sql, or the one that is compiled in. */
static struct error *
template_read(struct str *text, struct session *session)
{
    const char *path =
        file_join(&session->arena, session->config.directory, "templates/revision.sql");
    *text = template_revision();
    return access(path, F_OK) < 0
               ? NULL
               : file_read(text, &session->arena, AT_FDCWD, path, path, FILE_SIZE_MAX);
}

static struct error *
not_a_head(const struct session *session, size_t revision)
{
    const struct revision *parent = session->graph.revisions[revision];
    return error_hint(error_new(ERROR_USAGE,
                                "%.*s is not a head: a child would make a branch",
                                STR_ARG(parent->id)),
                      "--splice allows it");
}

/* The parents: what --head says, else the one head. */
static struct error *
parents_choose(struct names *parents, struct session *session)
{
    const struct place place = {&session->graph, &session->arena, {0}};
    struct names_list heads = {0};
    options_values(&heads, &session->options, OPTION_HEAD, &session->arena);
    if (!heads.items.count) {
        const struct str head = STR("head");
        vec_push(&heads.items, &session->arena, head);
    }
    parents->items =
        arena_array(&session->arena, heads.items.count, sizeof *parents->items);
    const bool splice = options_have(&session->options, OPTION_SPLICE);
    vec_each (&heads.items, name) {
        size_t revision;
        struct error *error = target_one(&revision, &place, *name);
        if (error)
            return error_hint(error,
                              "say which with --head; --head A --head B joins two");
        if (revision == GRAPH_NONE)
            continue;
        if (!splice && graph_links(&session->graph, EDGES_CHILDREN, revision).count)
            return not_a_head(session, revision);
        parents->items[parents->count++] = session->graph.revisions[revision]->id;
    }
    return NULL;
}

/* An id is written in full, a label stays a label. */
static struct error *
dependencies_choose(struct names *names, struct session *session)
{
    const struct place place = {&session->graph, &session->arena, {0}};
    struct names_list given = {0};
    options_values(&given, &session->options, OPTION_DEPENDS_ON, &session->arena);
    names->items =
        arena_array(&session->arena, given.items.count + 1, sizeof *names->items);
    vec_each (&given.items, name) {
        size_t revision;
        struct error *error = target_one(&revision, &place, *name);
        if (error)
            return error;
        if (revision == GRAPH_NONE)
            return error_new(ERROR_USAGE, "--depends-on %.*s is no revision",
                             STR_ARG(*name));
        const bool label = graph_find_label(&session->graph, *name) != GRAPH_NONE;
        names->items[names->count++] =
            label ? *name : session->graph.revisions[revision]->id;
    }
    return NULL;
}

struct error *
command_revision(struct session *session)
{
    const struct config *config = &session->config;
    struct names_list labels = {0};
    options_values(&labels, &session->options, OPTION_BRANCH_LABEL, &session->arena);
    struct draft draft = {
        .directory = config->versions.items[0],
        .file_template = config->values[SETTING_FILE_TEMPLATE],
        .timezone = config->values[SETTING_TIMEZONE],
        .slug_length = (size_t)config->numbers[SETTING_SLUG_LENGTH],
        .id = str_from(options_value(&session->options, OPTION_REV_ID)),
        .date_id = strcmp(config->values[SETTING_REVISION_ID], "date") == 0,
        .message = str_from(options_value(&session->options, OPTION_MESSAGE)),
        .labels = {labels.items.items, labels.items.count}};
    struct error *error;
    const char *path;
    struct str id;
    if ((error = parents_choose(&draft.parents, session)) ||
        (error = dependencies_choose(&draft.depends_on, session)) ||
        (error = template_read(&draft.script_template, session)) ||
        (error = draft_create(&path, &id, &session->arena, &draft, &session->graph)))
        return error;
    if (!session->json) {
        printf("%s\n", path);
        return NULL;
    }
    struct buf line = {.arena = &session->arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_text(&json, "event", "created");
    json_string(&json, "revision", id);
    json_text(&json, "path", path);
    json_end(&json);
    session_print(&line);
    return NULL;
}
