#include "migrate/file.h"
#include "session.h"
#include "spawn.h"

#include <fcntl.h>
#include <stdlib.h>

/* The user's choice, in Alembic's order, or the first of the usual ones that is there. */
static const char *
editor_choose(void)
{
    static const char *const variables[] = {"EDITOR", "VISUAL"};
    static const char *const usual[] = {"sensible-editor", "editor", "nano", "vim",
                                        "code"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return value;
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (spawn_installed(usual[i]))
            return usual[i];
    return NULL;
}

struct error *
script_reread(struct session *session, const char *path)
{
    struct revision revision;
    struct str text;
    struct error *error = file_read_script(&text, &session->arena, AT_FDCWD, path, path);
    return error ? error : revision_parse(&revision, &session->arena, path, text);
}

static struct error *
nothing_named(const char *argument)
{
    if (str_is(str_from(argument), "current"))
        return error_hint(error_new(ERROR_USAGE, "nothing is applied"),
                          "\"migrate current\" shows where the database is");
    return error_hint(error_new(ERROR_USAGE, "\"%s\" names no script", argument),
                      "\"migrate history\" lists them");
}

struct error *
command_edit(struct session *session)
{
    const char *editor = editor_choose();
    if (!editor)
        return error_hint(error_new(ERROR_USAGE, "there is no editor"),
                          "set EDITOR or VISUAL");
    struct place place;
    struct error *error = session_place(&place, session);
    if (error)
        return error;
    vec_each (&session->options.arguments, argument) {
        struct indices list;
        error = target_show(&list, &place, str_from(*argument));
        if (!error && !list.count)
            error = nothing_named(*argument);
        for (size_t i = 0; !error && i < list.count; i++) {
            const struct revision *revision = session->graph.revisions[list.items[i]];
            const char *path = revision->path;
            if (revision->from_log)
                return error_new(ERROR_USAGE, "the file of %.*s is not here",
                                 STR_ARG(revision->id));
            error = error_hint(error_prefix(spawn_on(editor, path, false), "the editor"),
                               "set EDITOR to one that is installed");
            if (!error)
                error = script_reread(session, path);
        }
        if (error)
            return error;
    }
    return NULL;
}
