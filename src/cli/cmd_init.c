#include "migrate/file.h"
#include "schema.h"

#include <stdio.h>
#include <unistd.h>

static void
told(const struct session *session, const char *what, const char *path)
{
    if (session->json) {
        struct arena arena = {0};
        struct buf line = {.arena = &arena};
        struct json json = {.out = &line};
        json_object(&json, NULL);
        json_text(&json, "event", what);
        json_text(&json, "path", path);
        json_end(&json);
        session_print(&line);
        arena_free(&arena);
    } else if (!session->quiet) {
        fprintf(stderr, "%s %s\n", what, path);
    }
}

/* A file that is there is kept as it is. */
static struct error *
make_file(struct session *session, const char *folder, const char *name, struct str text)
{
    const char *path = file_join(&session->arena, folder, name);
    if (access(path, F_OK) == 0) {
        told(session, "kept", path);
        return NULL;
    }
    struct error *error = file_create(path, text);
    if (!error)
        told(session, "created", path);
    return error;
}

static struct error *
make_folder(struct session *session, const char *folder, const char *name)
{
    const char *path = file_join(&session->arena, folder, name);
    const bool there = access(path, F_OK) == 0;
    struct error *error = file_mkdir(path);
    if (!error)
        told(session, there ? "kept" : "created", path);
    return error;
}

/* What the database is now is the first revision, and the database is there already. */
static struct error *
adopt(struct session *session)
{
    struct draft draft = {.message = STR("baseline")};
    struct str targets[] = {STR("head")};
    bool nothing = false;
    struct error *error = session_load(session);
    if (!error)
        error = session_read(session);
    if (!error && session->graph.count)
        error = error_hint(error_new(ERROR_USAGE, "there are revisions already"),
                           "\"migrate revision --from-database\" writes one more");
    if (error || (error = autogenerate(&draft, &nothing, session)))
        return error;
    if (nothing)
        return error_new(ERROR_USAGE, "the database is empty: there is nothing to adopt");
    if ((error = revision_write(session, &draft)) || (error = session_again(session)))
        return error;
    return runner_stamp(&session->runner, (struct names){targets, 1}, false);
}

struct error *
command_init(struct session *session)
{
    const char *folder = session_argument(session, 0);
    const bool adopts = options_have(&session->options, OPTION_FROM_DATABASE);
    if (adopts && folder)
        return error_hint(error_new(ERROR_USAGE, "--from-database works in this folder"),
                          "go to %s first", folder);
    if (!folder)
        folder = ".";
    const struct template *template;
    struct error *error;
    if ((error = template_find(&template,
                               options_value(&session->options, OPTION_TEMPLATE))) ||
        (error = file_mkdir(folder)) ||
        (error = make_folder(session, folder, "versions")) ||
        (error = make_file(session, folder, "versions/README", template->readme)) ||
        (error = make_folder(session, folder, "templates")) ||
        (error =
             make_file(session, folder, "templates/revision.sql", template->revision)) ||
        (error = make_file(session, folder, "migrate.yaml", template->settings)))
        return error;
    return adopts ? adopt(session) : NULL;
}
