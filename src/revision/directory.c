/* A folder of scripts. */
#include "migrate/file.h"
#include "migrate/revision.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
name_compare(const void *a, const void *b)
{
    return strcmp(((const struct file_entry *)a)->name,
                  ((const struct file_entry *)b)->name);
}

static bool
is_script(const char *name)
{
    const size_t length = strlen(name);
    return name[0] != '.' && name[0] != '#' && length > 4 &&
           str_is_nocase((struct str){name + length - 4, 4}, ".sql");
}

/* A link that leaves the folder could be anything that the user who runs us can read. */
static struct error *
link_check(const char *folder, const char *path)
{
    char *inside = realpath(folder, NULL), *target = realpath(path, NULL);
    struct error *error = NULL;
    if (!target)
        error = error_new(ERROR_USAGE, "a symbolic link to nothing: %s", strerror(errno));
    else if (inside && (!str_starts(str_from(target), str_from(inside)) ||
                        target[strlen(inside)] != '/'))
        error =
            error_hint(error_new(ERROR_USAGE, "a symbolic link that leaves the folder"),
                       "put the file itself here, or name its folder in \"versions\"");
    free(inside);
    free(target);
    return error_locate(error, path, (struct str){0});
}

struct reading {
    struct revisions *revisions;
    struct arena *arena;
    const char *root;
    bool recursive;
};

static struct error *folder_read(struct reading *reading, const char *path, int depth);

/* The kind of an entry, asked for only where the file system does not tell. */
static unsigned char
entry_type(const struct file_entry *entry, const char *path)
{
    struct stat status;
    if (entry->type != DT_UNKNOWN || lstat(path, &status) < 0)
        return entry->type;
    return (unsigned char)IFTODT(status.st_mode);
}

static struct error *
script_read(struct reading *reading, int folder, const struct file_entry *entry,
            const char *path)
{
    struct str text;
    struct error *error =
        entry_type(entry, path) == DT_LNK ? link_check(reading->root, path) : NULL;
    if (error || (error = file_read(&text, reading->arena, folder, entry->name, path,
                                    FILE_SIZE_MAX)))
        return error;
    struct revision *revision = arena_alloc(reading->arena, sizeof *revision);
    vec_push(&reading->revisions->list, reading->arena, revision);
    if (reading->revisions->list.count > REVISION_COUNT_MAX)
        return error_new(ERROR_USAGE, "more than %d scripts", REVISION_COUNT_MAX);
    error = revision_parse(revision, reading->arena, path, text);
    if (!error || !reading->revisions->keep_faults)
        return error;
    reading->revisions->list.count--;
    vec_push(&reading->revisions->faults, reading->arena, error);
    return NULL;
}

static struct error *
entries_read(struct reading *reading, const struct file_names *entries, int folder,
             const char *path, int depth)
{
    struct error *error = NULL;
    vec_each (&entries->names, entry) {
        if (is_script(entry->name)) {
            const char *file = file_join(reading->arena, path, entry->name);
            error = script_read(reading, folder, entry, file);
        } else if (reading->recursive && entry->name[0] != '.') {
            const char *child = file_join(reading->arena, path, entry->name);
            if (entry_type(entry, child) == DT_DIR)
                error = folder_read(reading, child, depth + 1);
        }
        if (error)
            return error;
    }
    return NULL;
}

enum { FOLDER_DEPTH_MAX = 32 };

static struct error *
folder_read(struct reading *reading, const char *path, int depth)
{
    if (depth > FOLDER_DEPTH_MAX)
        return error_locate(error_new(ERROR_USAGE, "folders nested too deeply"), path,
                            (struct str){0});
    struct file_names entries = {0};
    CLEAN_FD int folder = -1;
    struct error *error = file_list(&entries, &folder, reading->arena, path);
    if (error)
        return error_hint(error,
                          "make the folder, or name the right one with --versions");
    /* Sorted, so that of two faults the same one is always told. */
    if (entries.names.count)
        qsort(entries.names.items, entries.names.count, sizeof *entries.names.items,
              name_compare);
    return entries_read(reading, &entries, folder, path, depth);
}

struct error *
directory_read(struct revisions *revisions, struct arena *arena, const char *path,
               bool recursive)
{
    struct reading reading = {revisions, arena, path, recursive};
    return folder_read(&reading, path, 0);
}
