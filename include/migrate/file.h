/* Files: read whole and bounded, listed, created atomically and never over another. */
#ifndef MIGRATE_FILE_H
#define MIGRATE_FILE_H

#include "migrate/error.h"
#include "migrate/vec.h"

enum { FILE_SIZE_MAX = 16 * 1024 * 1024 };

/* Of scripts, whose COPY data may be all of a database. */
#define SCRIPT_SIZE_MAX ((size_t)1 << 40)

/* Closes the descriptor at the end of the scope, as in `CLEAN_FD int fd = open(…)`. */
void file_close(const int *fd);
#define CLEAN_FD __attribute__((cleanup(file_close)))

bool file_is_folder(const char *path);

/* Reads the regular file `name` in folder `dirfd` (AT_FDCWD: as it is) into the arena;
 * a NUL follows the text. `path` is what errors call it. A folder, a file over `limit`
 * bytes, or one that cannot be read is an error of kind USAGE. */
struct error *file_read(struct str *text, struct arena *arena, int dirfd,
                        const char *name, const char *path, size_t limit) MUST_CHECK;

/* The same for a script: a large one is not read, but mapped, for as long as the program
 * runs, and may lack the NUL. */
struct error *file_read_script(struct str *text, struct arena *arena, int dirfd,
                               const char *name, const char *path) MUST_CHECK;

/* Gives back the memory of a part of such a file that is not needed soon; it is read anew
 * when it is. Of any other text nothing happens. */
void file_forget(struct str text);

/* Whether the text that file_read_script() just gave is mapped, not read; and giving back
 * the memory of one that is. */
bool file_is_mapped(struct str text);
void file_drop(struct str text);

/* Such a file, if it is not too large, in memory of our own: what is run must not change
 * when somebody writes to the file meanwhile. */
struct str file_hold(struct str text, struct arena *arena);

/* Whether a file whose text file_hold() left where it was, for its size, has been written
 * to since. */
bool file_is_changed(struct str text);

/* In such steps a large text is gone through, so that what is behind can be forgotten. */
enum { FILE_STRIDE = 4 * 1024 * 1024 };

/* Whether it is the name of a file of SQL: not hidden, nor an editor's, and with the
 * ending in any case of letters. */
bool file_is_sql(const char *name);

/* The names in the folder, without "." and "..", sorted: so that of two faults the same
 * one is always told. A folder that does not exist is an error of kind USAGE. `fd`
 * receives an open descriptor of the folder, to be closed by the caller. */
struct file_entry {
    const char *name;
    unsigned char type; /* DT_REG, DT_LNK, …, as readdir(3) says */
};
struct file_names {
    VEC(struct file_entry) names;
};
struct error *file_list(struct file_names *names, int *fd, struct arena *arena,
                        const char *path) MUST_CHECK;

/* Creates `path` with that text: whole or not at all, readable by others as the umask
 * says, on disk when it returns. An existing file is an error and is left alone. */
struct error *file_create(const char *path, struct str text) MUST_CHECK;

/* Puts another text into a file that is there: whole or not at all, with the same
 * permissions, on disk when it returns. A link is followed. */
struct error *file_replace(const char *path, struct str text) MUST_CHECK;

/* Gives a file another name, which must be free, on the same disk. */
struct error *file_move(const char *from, const char *to) MUST_CHECK;

/* Lets one program at a time write into the folder: until the descriptor that it gives is
 * closed. -1: another one does (EWOULDBLOCK, unless it is to wait), or the file system
 * knows no locks. */
int file_lock(const char *folder, bool wait);

/* Creates the folder and those above it; existing ones are fine. */
struct error *file_mkdir(const char *path) MUST_CHECK;

/* `directory`/`name`, or `name` alone when it is absolute or `directory` is "." or "". */
char *file_join(struct arena *arena, const char *directory, const char *name);

/* The folder part of a path, "." when there is none. */
char *file_directory(struct arena *arena, const char *path);

#endif
