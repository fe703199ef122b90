#include "migrate/draft.h"
#include "migrate/file.h"
#include "schema.h"
#include "spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A child of what is no head makes a branch, which must be meant. */
static struct error *
head_check(const struct session *session, size_t revision)
{
    const struct revision *parent = session->graph.revisions[revision];
    if (options_have(&session->options, OPTION_SPLICE) ||
        !graph_links(&session->graph, EDGES_CHILDREN, revision).count)
        return NULL;
    return error_hint(error_new(ERROR_USAGE,
                                "%.*s is not a head: a child would make a branch",
                                STR_ARG(parent->id)),
                      "--splice allows it");
}

static bool
several_heads(const struct session *session)
{
    struct arena arena = {0};
    const bool several = graph_ends(&session->graph, &arena, EDGES_CHILDREN).count > 1;
    arena_free(&arena);
    return several;
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
    vec_each (&heads.items, name) {
        size_t revision;
        struct error *error = target_one(&revision, &place, *name);
        if (error)
            return str_is(*name, "head") && several_heads(session)
                       ? error_hint_instead(error, "say which with --head, or join them "
                                                   "with \"migrate merge\"")
                       : error;
        if (revision == GRAPH_NONE)
            continue;
        if ((error = head_check(session, revision)))
            return error;
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

static struct error *
not_a_folder(const struct config *config, const char *path)
{
    struct error *error =
        error_new(ERROR_USAGE, "%s is not one of the version folders", path);
    vec_each (&config->versions, folder)
        error = error_detail(error, "%s", *folder);
    return error_hint(error, "add it to \"versions\", or name one of these");
}

/* Whether two paths lead to the same folder. */
static bool
same_folder(const char *a, const char *b)
{
    char *first = realpath(a, NULL), *second = realpath(b, NULL);
    const bool same = first && second && strcmp(first, second) == 0;
    free(first);
    free(second);
    return same;
}

/* What --version-path says; else the folder of the parent; else the only one. */
static struct error *
folder_choose(const char **directory, struct session *session, struct names parents)
{
    const struct config *config = &session->config;
    const char *path = options_value(&session->options, OPTION_VERSION_PATH);
    *directory = config->versions.items[0];
    if (path) {
        vec_each (&config->versions, folder)
            if (same_folder(*folder, path)) {
                *directory = *folder;
                return NULL;
            }
        return not_a_folder(config, path);
    }
    if (config->versions.count == 1)
        return NULL;
    if (!parents.count)
        return error_hint(error_new(ERROR_USAGE,
                                    "there are %zu version folders, and no "
                                    "parent to go with",
                                    config->versions.count),
                          "say which with --version-path");
    const size_t parent = graph_find(&session->graph, parents.items[0]);
    *directory = file_directory(&session->arena, session->graph.revisions[parent]->path);
    return NULL;
}

/* Gives the new script to the hooks, which may change it (a formatter) or refuse it. */
static struct error *
hooks_run(struct session *session, const char *path)
{
    struct error *error = NULL;
    vec_each (&session->config.after_revision, command)
        if ((error = spawn_on(*command, path, true)))
            break;
    if (!error && session->config.after_revision.count)
        error = script_reread(session, path);
    if (!error)
        return NULL;
    error->kind = ERROR_FAILED;
    return error_hint(error_prefix(error, "hooks.after_revision"),
                      "%s was made, and is still there", path);
}

/* Writes the script, and prints its path. */
struct error *
revision_write(struct session *session, struct draft *draft)
{
    const struct config *config = &session->config;
    struct names_list labels = {0};
    options_values(&labels, &session->options, OPTION_BRANCH_LABEL, &session->arena);
    draft->file_template = config->values[SETTING_FILE_TEMPLATE];
    draft->timezone = config->values[SETTING_TIMEZONE];
    draft->folders = config->numbers[SETTING_RECURSIVE];
    draft->slug_length = (size_t)config->numbers[SETTING_SLUG_LENGTH];
    draft->id = str_from(options_value(&session->options, OPTION_REV_ID));
    draft->date_id = strcmp(config->values[SETTING_REVISION_ID], "date") == 0;
    draft->labels = (struct names){labels.items.items, labels.items.count};
    struct error *error;
    const char *path;
    struct str id;
    if ((error = folder_choose(&draft->directory, session, draft->parents)) ||
        (error = template_read(&draft->script_template, session)) ||
        (error = draft_create(&path, &id, &session->arena, draft, &session->graph)))
        return error;
    session_unlock(session);
    if ((error = hooks_run(session, path)))
        return error;
    if (!session->json) {
        printf("%s\n", path);
        /* A command that fails leaves no script: the next try would make a second one. */
        if (fflush(stdout) != 0)
            unlink(path);
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

struct error *
command_revision(struct session *session)
{
    struct draft draft = {.message =
                              str_from(options_value(&session->options, OPTION_MESSAGE))};
    struct error *error;
    bool nothing = false;
    const bool generates = options_have(&session->options, OPTION_AUTOGENERATE) ||
                           options_have(&session->options, OPTION_FROM_DATABASE);
    if ((error = parents_choose(&draft.parents, session)) ||
        (error = dependencies_choose(&draft.depends_on, session)) ||
        (generates && (error = autogenerate(&draft, &nothing, session))))
        return error;
    if (!nothing)
        return revision_write(session, &draft);
    if (!session->quiet && !session->json)
        fputs("no difference: nothing to write\n", stderr);
    return NULL;
}

/* The revisions to join: those that are named, or all heads. */
static struct error *
merge_choose(struct indices *parents, struct session *session)
{
    const struct place place = {&session->graph, &session->arena, {0}};
    const char *all = "heads";
    const size_t named = session->options.arguments.count;
    for (size_t i = 0; i < (named ? named : 1); i++) {
        struct indices list;
        const char *text = named ? session_argument(session, i) : all;
        struct error *error = target_show(&list, &place, str_from(text));
        if (error)
            return error;
        for (size_t k = 0; k < list.count; k++)
            if (!indices_have(*parents, list.items[k]))
                indices_add(parents, &session->arena, list.items[k]);
    }
    if (parents->count < 2)
        return error_hint(error_new(ERROR_USAGE,
                                    "there is nothing to join: %zu revision%s",
                                    parents->count, parents->count == 1 ? "" : "s"),
                          "\"migrate heads\" lists the heads");
    struct error *error = target_antichain(&place, *parents);
    for (size_t i = 0; !error && i < parents->count; i++)
        error = head_check(session, parents->items[i]);
    return error;
}

struct error *
command_merge(struct session *session)
{
    struct indices parents = {0};
    struct error *error = merge_choose(&parents, session);
    if (error)
        return error;
    const char *message = options_value(&session->options, OPTION_MESSAGE);
    struct draft draft = {
        .message =
            str_from(message ? message
                             : arena_printf(&session->arena, "merge %s",
                                            graph_names(&session->graph, parents))),
        .parents.items = arena_array(&session->arena, parents.count, sizeof(struct str))};
    for (size_t i = 0; i < parents.count; i++)
        draft.parents.items[draft.parents.count++] =
            session->graph.revisions[parents.items[i]]->id;
    return revision_write(session, &draft);
}
