#include "include.h"

#include "migrate/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { INCLUDE_DEPTH = 16 };

static bool
is_within(const char *real, const char *folder)
{
    char *root = realpath(folder, NULL);
    const size_t length = root ? strlen(root) : 0;
    const bool within =
        root && strncmp(real, root, length) == 0 && (real[length] == '/' || length == 1);
    free(root);
    return within;
}

/* The file's true name, if it lies in the project's folder or in that of the scripts. */
static struct error *
inside(char **real, const char *folder, const char *scripts, const char *path,
       const char *name)
{
    struct error *error = NULL;
    *real = realpath(path, NULL);
    if (!*real)
        error = error_hint(
            error_new(ERROR_USAGE, "cannot include \"%s\": %s", name, strerror(errno)),
            "\\i begins in the project's folder, \\ir in that of this "
            "file; it was looked for as %s",
            path);
    else if (!is_within(*real, folder) && !is_within(*real, scripts))
        error = error_hint(
            error_new(ERROR_USAGE, "\"%s\" is outside the project's folder", name),
            "put the file into the project: what is applied must be in "
            "one place");
    return error;
}

static struct error *
circle_check(const struct source *source, const char *real, const char *name)
{
    size_t depth = 0;
    for (const struct source *above = source->above; above; above = above->above) {
        char *other = realpath(above->path, NULL);
        const bool same = other && strcmp(other, real) == 0;
        free(other);
        if (same)
            return error_hint(error_new(ERROR_USAGE, "\"%s\" includes itself", name),
                              "break the circle");
        if (++depth > INCLUDE_DEPTH)
            return error_new(ERROR_USAGE, "files are included more than %d deep",
                             INCLUDE_DEPTH);
    }
    return NULL;
}

struct error *
include_read(struct source *source, const struct expansion *expansion, const char *name,
             bool relative)
{
    const char *from = relative ? file_directory(expansion->arena, source->above->path)
                                : expansion->folder;
    source->path = file_join(expansion->arena, from, name);
    char *real = NULL;
    const struct source *script = source->above;
    while (script->above)
        script = script->above;
    struct error *error =
        inside(&real, expansion->folder, file_directory(expansion->arena, script->path),
               source->path, name);
    if (!error)
        error = circle_check(source, real, name);
    free(real);
    if (error || (error = file_read_script(&source->text, expansion->arena, AT_FDCWD,
                                           source->path, source->path)))
        return error;
    const char *bad;
    source->text = file_hold(source->text, expansion->arena);
    if (!str_is_utf8(source->text, &bad))
        return error_hint(
            error_locate(error_at(bad, ERROR_USAGE, "%s",
                                  *bad ? "this is not UTF-8" : "a NUL byte"),
                         source->path, source->text),
            "save the file as UTF-8");
    if (str_starts(source->text, STR("\xEF\xBB\xBF")))
        source->text = str_cut(source->text, 3);
    return NULL;
}
