#include "migrate/file.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* $VISUAL and $EDITOR may hold arguments, so a shell takes them apart, as git has it; the
 * path is an argument of its own and is not read by the shell. */
static struct error *
editor_run(const char *editor, const char *path)
{
    struct arena arena = {0};
    const char *script = arena_printf(&arena, "%s \"$@\"", editor);
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", script, editor, path, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    arena_free(&arena);
    if (child < 0)
        return error_new(ERROR_FAILED, "cannot start \"%s\": %s", editor,
                         strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_hint(error_new(ERROR_FAILED, "the editor \"%s\" failed", editor),
                          "set EDITOR to one that is installed");
    return NULL;
}

/* The script as it is now, header and sections. */
static struct error *
script_check(struct session *session, const char *path)
{
    struct revision revision;
    struct str text;
    struct error *error =
        file_read(&text, &session->arena, AT_FDCWD, path, path, FILE_SIZE_MAX);
    return error ? error : revision_parse(&revision, &session->arena, path, text);
}

struct error *
command_edit(struct session *session)
{
    const char *editor = getenv("VISUAL");
    if (!editor || !*editor)
        editor = getenv("EDITOR");
    if (!editor || !*editor)
        return error_hint(error_new(ERROR_USAGE, "there is no editor"),
                          "set VISUAL or EDITOR");
    struct indices rows = {0};
    const struct place place = {&session->graph, &session->arena, rows};
    vec_each (&session->options.arguments, argument) {
        struct indices list;
        struct error *error = target_show(&list, &place, str_from(*argument));
        for (size_t i = 0; !error && i < list.count; i++) {
            const char *path = session->graph.revisions[list.items[i]]->path;
            if (!(error = editor_run(editor, path)))
                error = script_check(session, path);
        }
        if (error)
            return error;
    }
    return NULL;
}
