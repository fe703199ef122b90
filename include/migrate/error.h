/* What went wrong, where, and what to do about it.
 *
 * A function that can fail returns `struct error *`: NULL is success, anything else is
 * owned by the caller, who passes it on (perhaps enriched) or frees it. main prints it,
 * once. Calls chain with ||:
 *
 *     if ((error = first()) || (error = second()))
 *         return error;
 *
 * A place in a file is a pointer: whoever finds the fault sets `at` to a byte of the
 * text that was being read, and whoever owns that text calls error_locate() once, which
 * turns the pointer into path, line, column and a copy of the line. */
#ifndef MIGRATE_ERROR_H
#define MIGRATE_ERROR_H

#include "migrate/str.h"

/* The values are the program's exit status (migrate(1), EXIT STATUS). */
enum error_kind {
    ERROR_FAILED = 1,  /* the database is as it was before the failing step */
    ERROR_USAGE = 2,   /* usage, settings or scripts; the database was not touched */
    ERROR_FOUND = 3,   /* a check found something */
    ERROR_LOCKED = 4,  /* somebody else holds the lock */
    ERROR_HALFWAY = 5, /* a step that cannot be rolled back stopped in its middle */
    ERROR_MOVED = 64   /* the version rows are not as planned; the runner plans anew */
};

struct error {
    enum error_kind kind;
    char *message;
    char *hint;       /* may be NULL */
    char *detail;     /* further lines, may be NULL */
    const char *at;   /* until error_locate(): a byte of the text being read */
    char *path;       /* may be NULL; then there is no line */
    size_t line;      /* from 1; 0: no line is known */
    size_t column;    /* from 1, in characters */
    char *excerpt;    /* that line of the file, or the part of it around the place */
    size_t caret;     /* the column of the place within it */
    char sqlstate[6]; /* of the database, or "" */
    int signal;       /* the signal that interrupted the work, or 0 */
    const char *function, *source; /* where in the program it was made (--raiseerr) */
    int source_line;
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* error_new(kind, format, ...): a new error. Never NULL. */
#define error_new(...) error_at(NULL, __VA_ARGS__)

/* error_at(at, kind, format, ...): the same with the place, which may be NULL. */
#define error_at(...) error_make(__func__, __FILE__, __LINE__, __VA_ARGS__)

struct error *error_make(const char *function, const char *source, int source_line,
                         const char *at, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 6, 7), returns_nonnull)) MUST_CHECK;

/* The functions below hand `error` through, NULL too, so that they can wrap a call. */

/* Sets the hint, unless there is one already. */
struct error *error_hint(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3))) MUST_CHECK;

/* The same, in place of the one that is there. */
struct error *error_hint_instead(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3))) MUST_CHECK;

/* Adds lines shown under the message: candidates, heads, the other file. */
struct error *error_detail(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3))) MUST_CHECK;

/* Puts "prefix: " before the message. */
struct error *error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3))) MUST_CHECK;

/* When `at` lies in `text`, sets path, line, column and excerpt from it. When it does
 * not and no path is known yet, sets the path alone. */
struct error *error_locate(struct error *error, const char *path,
                           struct str text) MUST_CHECK;

/* The same without a copy of the line, which may hold a secret: for settings. */
struct error *error_locate_only(struct error *error, const char *path,
                                struct str text) MUST_CHECK;

/* NULL is allowed. */
void error_free(struct error *error);

/* Line and column (both from 1, the column in characters) of `at` within `text`. */
void text_position(struct str text, const char *at, size_t *line, size_t *column);

#endif
