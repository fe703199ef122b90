#include "migrate/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void
file_close(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static struct error *
file_error(const char *what, const char *path)
{
    return error_locate(error_new(ERROR_USAGE, "%s: %s", what, strerror(errno)), path,
                        (struct str){0});
}

/* Reads to the end of the file; `length` is what fstat promised, which may be wrong. */
static bool
read_all(int fd, char *data, size_t length, size_t *got)
{
    *got = 0;
    while (*got < length) {
        const ssize_t n = read(fd, data + *got, length - *got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0)
            break;
        *got += (size_t)n;
    }
    return true;
}

/* Opens a regular file; `size` is what it has now. */
static struct error *
open_regular(int *fd, size_t *size, int dirfd, const char *name, const char *path)
{
    /* O_NONBLOCK: a FIFO in the folder must not hang us; it is refused below. */
    *fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return file_error("cannot open", path);
    struct stat status;
    if (fstat(*fd, &status) < 0)
        return file_error("cannot read", path);
    *size = (size_t)status.st_size;
    if (S_ISREG(status.st_mode))
        return NULL;
    return error_locate(error_new(ERROR_USAGE, "not a file, but a %s",
                                  S_ISDIR(status.st_mode) ? "folder" : "special file"),
                        path, (struct str){0});
}

static struct error *
read_open(struct str *text, struct arena *arena, int fd, size_t size, const char *path,
          size_t limit)
{
    if (size > limit)
        return error_hint(
            error_locate(error_new(ERROR_USAGE,
                                   "%zu bytes are more than the limit of %zu", size,
                                   limit),
                         path, (struct str){0}),
            "split it into several files");
    char *data = arena_alloc(arena, size + 1);
    if (!read_all(fd, data, size, &text->length))
        return file_error("cannot read", path);
    text->data = data;
    return NULL;
}

struct error *
file_read(struct str *text, struct arena *arena, int dirfd, const char *name,
          const char *path, size_t limit)
{
    CLEAN_FD int fd = -1;
    size_t size = 0;
    struct error *error = open_regular(&fd, &size, dirfd, name, path);
    return error ? error : read_open(text, arena, fd, size, path, limit);
}

/* What is mapped, so that nothing else is ever forgotten. The mappings last until the
 * program ends, so no address comes to mean another memory. */
enum {
    MAPPED_LEAST = 64 * 1024,
    FORGOTTEN_LEAST =
        256 * 1024 * 1024, /* below, reading anew costs more than it gives */
    HELD_MOST = FORGOTTEN_LEAST,
    MAPPINGS = 256
};
static struct mapping {
    struct str text;
    int fd;             /* kept open, to see whether the file changes */
    struct stat status; /* as it was when it was mapped */
} mappings[MAPPINGS];
static atomic_size_t mapping_count;
static atomic_bool too_many; /* for the system; then a large script may be read, too */

/* Who cuts a mapped file short takes memory away that is being read. What the database
 * has of the step by then goes with the connection. */
static void
on_bus_error(int signal)
{
    static const char what[] =
        "migrate: a script was cut short while it was read; run again\n";
    (void)signal;
    if (write(STDERR_FILENO, what, sizeof what - 1) < 0)
        _exit(3);
    _exit(1);
}

static void
bus_error_catch(void)
{
    struct sigaction action = {.sa_handler = on_bus_error};
    sigaction(SIGBUS, &action, NULL);
}

bool
file_is_changed(struct str text)
{
    const size_t count = atomic_load(&mapping_count);
    for (size_t i = 0; i < count && i < MAPPINGS; i++) {
        struct stat now;
        const struct mapping *mapping = &mappings[i];
        if (mapping->text.data != text.data || mapping->fd < 0)
            continue;
        const struct stat *then = &mapping->status;
        return fstat(mapping->fd, &now) < 0 || now.st_size != then->st_size ||
               now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
               now.st_mtim.tv_nsec != then->st_mtim.tv_nsec;
    }
    return false;
}

struct error *
file_read_script(struct str *text, struct arena *arena, int dirfd, const char *name,
                 const char *path)
{
    CLEAN_FD int fd = -1;
    size_t size = 0;
    struct error *error = open_regular(&fd, &size, dirfd, name, path);
    if (error)
        return error;
    if (size < MAPPED_LEAST)
        return read_open(text, arena, fd, size, path, MAPPED_LEAST);
    const bool forgotten = size >= FORGOTTEN_LEAST;
    bus_error_catch();
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED && errno == ENOMEM && size < HELD_MOST) {
        atomic_store(&too_many, true);
        return read_open(text, arena, fd, size, path, HELD_MOST);
    }
    if (data == MAP_FAILED)
        return file_error("cannot read", path);
    *text = (struct str){data, size};
    const size_t place = forgotten ? atomic_fetch_add(&mapping_count, 1) : MAPPINGS;
    if (place < MAPPINGS) {
        mappings[place] = (struct mapping){*text, fcntl(fd, F_DUPFD_CLOEXEC, 0), {0}};
        fstat(fd, &mappings[place].status);
    }
    return NULL;
}

bool
file_is_mapped(struct str text)
{
    return text.length >= MAPPED_LEAST && !atomic_load(&too_many);
}

void
file_drop(struct str text)
{
    if (file_is_mapped(text))
        madvise((void *)(uintptr_t)text.data, text.length, MADV_DONTNEED); /* NOLINT */
}

struct str
file_hold(struct str text, struct arena *arena)
{
    const bool changes = text.length >= MAPPED_LEAST && text.length < HELD_MOST;
    return changes ? str_keep(arena, text) : text;
}

void
file_forget(struct str text)
{
    const size_t count = atomic_load(&mapping_count);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (size_t i = 0; i < count && i < MAPPINGS; i++) {
        const char *start = mappings[i].text.data, *end = start + mappings[i].text.length;
        if (!start || text.data < start || text.data + text.length > end)
            continue;
        const uintptr_t from = ((uintptr_t)text.data + page - 1) / page * page;
        const uintptr_t to = (uintptr_t)(text.data + text.length) / page * page;
        if (from < to)
            madvise((void *)from, to - from, MADV_DONTNEED); /* NOLINT */
    }
}

static void
close_directory(DIR **directory)
{
    if (*directory)
        closedir(*directory);
}

bool
file_is_sql(const char *name)
{
    const size_t length = strlen(name);
    return name[0] != '.' && name[0] != '#' && length > 4 &&
           (memcmp(name + length - 4, ".sql", 4) == 0 ||
            str_is_nocase((struct str){name + length - 4, 4}, ".sql"));
}

static int
entry_compare(const void *a, const void *b)
{
    return strcmp(((const struct file_entry *)a)->name,
                  ((const struct file_entry *)b)->name);
}

struct error *
file_list(struct file_names *names, int *fd, struct arena *arena, const char *path)
{
    __attribute__((cleanup(close_directory))) DIR *directory = opendir(path);
    if (!directory)
        return file_error(errno == ENOENT ? "no such folder" : "cannot list the folder",
                          path);
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(directory)); errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        const struct file_entry found = {
            arena_copy(arena, entry->d_name, strlen(entry->d_name)), entry->d_type};
        vec_push(&names->names, arena, found);
    }
    if (errno)
        return file_error("cannot list the folder", path);
    if (names->names.count)
        qsort(names->names.items, names->names.count, sizeof *names->names.items,
              entry_compare);
    *fd = fcntl(dirfd(directory), F_DUPFD_CLOEXEC, 0);
    return *fd < 0 ? file_error("cannot list the folder", path) : NULL;
}

static bool
write_all(int fd, struct str text)
{
    while (text.length) {
        const ssize_t n = write(fd, text.data, text.length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text = str_cut(text, (size_t)n);
    }
    return fsync(fd) == 0;
}

/* Files are written under a name of their own and then get their true name: so they are
 * there whole, or not, even after a crash. `mode` 0: as the umask says. */
static struct error *
write_new(const char *temporary, const char *path, struct str text, mode_t mode)
{
    CLEAN_FD int fd =
        open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)0666);
    if (fd < 0)
        return file_error("cannot create", path);
    if ((mode && fchmod(fd, mode) < 0) || !write_all(fd, text))
        return file_error("cannot write", path);
    return NULL;
}

static const char *
temporary_name(struct arena *arena, const char *path)
{
    return arena_printf(arena, "%s.%ld.tmp", path, (long)getpid());
}

/* The name must survive a crash too; not all file systems can do that. */
static void
sync_folder(struct arena *arena, const char *path)
{
    CLEAN_FD int fd =
        open(file_directory(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        fsync(fd);
}

static struct error *
error_exists(const char *path)
{
    return error_hint(file_error("will not write over it", path),
                      "move the file away if it is not needed");
}

/* Without a name until it is whole: nothing is left behind, whatever happens. `done` is
 * false where the file system has no such files. */
static struct error *
create_nameless(struct arena *arena, const char *path, struct str text, bool *done)
{
    CLEAN_FD int fd =
        open(file_directory(arena, path), O_WRONLY | O_TMPFILE | O_CLOEXEC, (mode_t)0666);
    *done = false;
    if (fd < 0)
        return NULL;
    if (!write_all(fd, text)) {
        *done = true;
        return file_error("cannot write", path);
    }
    *done = linkat(AT_FDCWD, arena_printf(arena, "/proc/self/fd/%d", fd), AT_FDCWD, path,
                   AT_SYMLINK_FOLLOW) == 0;
    if (*done || errno != EEXIST)
        return NULL;
    *done = true;
    return error_exists(path);
}

/* A link fails if the name exists. */
static struct error *
create_linked(const char *temporary, const char *path, struct str text)
{
    struct error *error = write_new(temporary, path, text, 0);
    if (error)
        return error;
    if (link(temporary, path) == 0)
        return NULL;
    if (errno == EEXIST)
        return error_exists(path);
    /* A file system without hard links: the rename that refuses to replace. */
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return NULL;
    return file_error("cannot create", path);
}

struct error *
file_create(const char *path, struct str text)
{
    struct arena arena = {0};
    const char *temporary = temporary_name(&arena, path);
    bool done;
    struct error *error = create_nameless(&arena, path, text, &done);
    if (!done) {
        error = create_linked(temporary, path, text);
        unlink(temporary);
    }
    if (!error)
        sync_folder(&arena, path);
    arena_free(&arena);
    return error;
}

struct error *
file_replace(const char *path, struct str text)
{
    struct arena arena = {0};
    struct stat status;
    char *real = realpath(path, NULL);
    struct error *error = NULL;
    if (!real || stat(real, &status) < 0) {
        error = file_error("cannot replace", path);
    } else {
        const char *temporary = temporary_name(&arena, real);
        error = write_new(temporary, path, text, status.st_mode & 07777);
        if (!error && rename(temporary, real) < 0)
            error = file_error("cannot replace", path);
        if (error)
            unlink(temporary);
        else
            sync_folder(&arena, real);
    }
    free(real);
    arena_free(&arena);
    return error;
}

int
file_lock(const char *folder, bool wait)
{
    CLEAN_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB)) < 0)
        return -1;
    return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

struct error *
file_mkdir(const char *path)
{
    struct arena arena = {0};
    char *copy = arena_copy(&arena, path, strlen(path));
    struct error *error = NULL;
    for (char *slash = copy + 1; !error && *copy; slash++) {
        if (*slash && *slash != '/')
            continue;
        const char kept = *slash;
        *slash = '\0';
        struct stat status;
        if (mkdir(copy, (mode_t)0777) < 0 &&
            (errno != EEXIST || stat(copy, &status) < 0 || !S_ISDIR(status.st_mode)))
            error = file_error("cannot create the folder", copy);
        *slash = kept;
        if (!kept)
            break;
    }
    arena_free(&arena);
    return error;
}

char *
file_join(struct arena *arena, const char *directory, const char *name)
{
    if (name[0] == '/' || directory[0] == '\0' || strcmp(directory, ".") == 0)
        return arena_copy(arena, name, strlen(name));
    /* Not by printf: this is called once a script. */
    const size_t first = strlen(directory), second = strlen(name);
    char *path = arena_alloc(arena, first + second + 2);
    memcpy(path, directory, first);
    path[first] = '/';
    memcpy(path + first + 1, name, second);
    return path;
}

char *
file_directory(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return arena_copy(arena, ".", 1);
    return arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

bool
file_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

struct error *
file_move(const char *from, const char *to)
{
    struct arena arena = {0};
    struct error *error = NULL;
    /* Neither replaces what is there, as rename() would; not every file system has the
     * one or the other. */
    if (link(from, to) == 0 ? unlink(from) < 0
                            : errno == EEXIST || renameat2(AT_FDCWD, from, AT_FDCWD, to,
                                                           RENAME_NOREPLACE) < 0)
        error = file_error("cannot move", from);
    else
        sync_folder(&arena, to);
    arena_free(&arena);
    return error;
}
