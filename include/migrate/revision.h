/* One revision: a script `versions/ID_slug.sql`, its header and its sections.
 *
 * The header is read when the folder is; the sections only when the script is to be run
 * or checked, because finding them takes the SQL reader and the dialect of the database.
 * All texts are slices of the file's bytes. */
#ifndef MIGRATE_REVISION_H
#define MIGRATE_REVISION_H

#include "migrate/error.h"
#include "migrate/sql.h"
#include "migrate/vec.h"

enum {
    REVISION_ID_MAX = 255,
    REVISION_ID_USUAL =
        32, /* Alembic's version_num is VARCHAR(32), unless it was widened */
    REVISION_HEADER_MAX = 64 * 1024,
    REVISION_COUNT_MAX = 1000000
};

struct names {
    struct str *items;
    size_t count;
};

struct revision {
    const char *path;
    struct str text; /* the whole file */
    struct str id, message, created;
    const char *id_at; /* where the header says the id, for errors */
    struct names parents, labels, depends_on;
    bool transactional, irreversible;
    bool from_log; /* its file is not here; path says where it was */

    /* Set by graph_build(): the place in the graph's sorted order. */
    size_t index;
};

enum direction { DIRECTION_UP, DIRECTION_DOWN };

const char *direction_name(enum direction direction); /* "up", "down" */

struct section {
    struct str text;                   /* what stands under the marker */
    const char *at;                    /* the marker */
    const struct sql_dialect *dialect; /* NULL: for every database without its own */
    bool transactional;
};

/* The sections of a script that serve one database; `down.at` is NULL when the script
 * has no such section. */
struct sections {
    struct section up, down;
};

/* Reads the header. Errors are of kind USAGE and located in `path`. */
struct error *revision_parse(struct revision *revision, struct arena *arena,
                             const char *path, struct str text) MUST_CHECK;

/* Finds the sections, reading the SQL by the rules of `dialect`. A script without an up
 * section for it is an error, as are twins, text outside, unknown options, and what the
 * SQL reader refuses; all located. */
struct error *revision_sections(struct sections *sections,
                                const struct revision *revision,
                                const struct sql_dialect *dialect) MUST_CHECK;

/* The script's text with other parents: nothing but the lines of that key is changed. A
 * header in which they cannot be told apart from the rest is an error. */
struct error *revision_reparent(struct str *text, struct arena *arena,
                                const struct revision *revision,
                                struct names parents) MUST_CHECK;

/* Whether a text can be a revision's id (or, `label`, a branch label); the error says
 * what is wrong with it, without a place. */
struct error *revision_check_name(struct str name, bool label) MUST_CHECK;

/* Puts the revision's file, line of the id and message into an error about it. */
struct error *revision_error(const struct revision *revision,
                             struct error *error) MUST_CHECK;

/* A folder, or several: every `*.sql` file in them. Names that begin with "." and editor
 * droppings (`#x#`, `x~`) are not ours; a `.sql` file without header is an error. The
 * same file reached twice is read once. */
struct revisions {
    VEC(struct revision *) list;
    bool keep_faults;           /* go on after a file that is no script */
    VEC(struct error *) faults; /* of those files; the caller's */
};
struct error *directory_read(struct revisions *revisions, struct arena *arena,
                             const char *path, bool recursive) MUST_CHECK;

#endif
