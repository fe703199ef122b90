/* A folder of scripts. */
#include "migrate/file.h"
#include "migrate/revision.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Reading 10,000 small files is mostly waiting for the kernel, so in a large folder a
 * thread reads the later ones while the earlier ones are read and parsed here. It has
 * memory of its own, and touches nothing else. */
enum { AHEAD_LEAST = 256 };

struct text {
    struct str text;
    struct error *error;
};

struct ahead {
    pthread_t thread;
    bool running;
    struct arena arena;
    const struct file_names *entries;
    const char *path;
    int folder;
    size_t first;       /* the entry with which it begins */
    struct text *texts; /* one an entry */
};

/* A link is checked before it is read, which is left to entries_read(). */
static bool
is_read_ahead(const struct ahead *ahead, size_t i)
{
    const struct file_entry *entry = &ahead->entries->names.items[i];
    return ahead->texts && i >= ahead->first && entry->type == DT_REG &&
           file_is_sql(entry->name);
}

static void *
ahead_run(void *context)
{
    struct ahead *ahead = context;
    for (size_t i = ahead->first; i < ahead->entries->names.count; i++) {
        const char *name = ahead->entries->names.items[i].name;
        if (is_read_ahead(ahead, i))
            ahead->texts[i].error =
                file_read_script(&ahead->texts[i].text, &ahead->arena, ahead->folder,
                                 name, file_join(&ahead->arena, ahead->path, name));
    }
    return NULL;
}

static void
ahead_start(struct ahead *ahead, struct arena *arena)
{
    const size_t count = ahead->entries->names.count;
    if (count < AHEAD_LEAST)
        return;
    ahead->first = count * 2 / 5; /* parsing is the rest of our half */
    ahead->texts = arena_array(arena, count, sizeof *ahead->texts);
    ahead->running = pthread_create(&ahead->thread, NULL, ahead_run, ahead) == 0;
    if (!ahead->running)
        ahead->texts = NULL;
}

static void
ahead_join(struct ahead *ahead, struct arena *arena)
{
    if (ahead->running)
        pthread_join(ahead->thread, NULL);
    ahead->running = false;
    arena_adopt(arena, &ahead->arena);
}

/* After the first fault nobody wants the others. */
static void
ahead_drop(struct ahead *ahead, struct arena *arena)
{
    ahead_join(ahead, arena);
    for (size_t i = ahead->first; ahead->texts && i < ahead->entries->names.count; i++)
        error_free(ahead->texts[i].error);
}

static struct error *
script_parse(struct reading *reading, const char *path, struct str text)
{
    struct revision *revision = arena_alloc(reading->arena, sizeof *revision);
    vec_push(&reading->revisions->list, reading->arena, revision);
    if (reading->revisions->list.count > REVISION_COUNT_MAX)
        return error_new(ERROR_USAGE, "more than %d scripts", REVISION_COUNT_MAX);
    struct error *error = revision_parse(revision, reading->arena, path, text);
    revision->mapped = file_is_mapped(text);
    revision_drop(revision, reading->arena);
    if (!error || !reading->revisions->keep_faults)
        return error;
    reading->revisions->list.count--;
    vec_push(&reading->revisions->faults, reading->arena, error);
    return NULL;
}

/* The entry of that number, from what was read ahead or from the file. */
static struct error *
script_read(struct reading *reading, struct ahead *ahead, size_t i, const char *path)
{
    const struct file_entry *entry = &ahead->entries->names.items[i];
    struct str text;
    struct error *error = NULL;
    if (is_read_ahead(ahead, i)) {
        ahead_join(ahead, reading->arena);
        error = ahead->texts[i].error;
        ahead->texts[i].error = NULL;
        text = ahead->texts[i].text;
    } else {
        error =
            entry_type(entry, path) == DT_LNK ? link_check(reading->root, path) : NULL;
        if (!error)
            error =
                file_read_script(&text, reading->arena, ahead->folder, entry->name, path);
    }
    return error ? error : script_parse(reading, path, text);
}

static struct error *
entries_read(struct reading *reading, struct ahead *ahead, int depth)
{
    struct error *error = NULL;
    for (size_t i = 0; !error && i < ahead->entries->names.count; i++) {
        const struct file_entry *entry = &ahead->entries->names.items[i];
        if (file_is_sql(entry->name)) {
            const char *file = file_join(reading->arena, ahead->path, entry->name);
            error = script_read(reading, ahead, i, file);
        } else if (reading->recursive && entry->name[0] != '.') {
            const char *child = file_join(reading->arena, ahead->path, entry->name);
            if (entry_type(entry, child) == DT_DIR)
                error = folder_read(reading, child, depth + 1);
        }
    }
    return error;
}

enum { FOLDER_DEPTH_MAX = 32 };

static struct error *
folder_read(struct reading *reading, const char *path, int depth)
{
    if (depth > FOLDER_DEPTH_MAX)
        return error_locate(error_new(ERROR_USAGE, "folders nested too deeply"), path,
                            (struct str){0});
    struct file_names entries = {0};
    struct arena names = {0}; /* theirs: of 100,000 they are not little */
    CLEAN_FD int folder = -1;
    struct error *error = file_list(&entries, &folder, &names, path);
    if (error) {
        arena_free(&names);
        return error_hint(error,
                          "make the folder, or name the right one with --versions");
    }
    struct ahead ahead = {.entries = &entries, .path = path, .folder = folder};
    ahead_start(&ahead, reading->arena);
    error = entries_read(reading, &ahead, depth);
    ahead_drop(&ahead, reading->arena);
    arena_free(&names);
    return error;
}

struct error *
directory_read(struct revisions *revisions, struct arena *arena, const char *path,
               bool recursive)
{
    struct reading reading = {revisions, arena, path, recursive};
    return folder_read(&reading, path, 0);
}
