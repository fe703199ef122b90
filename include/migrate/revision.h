/* One revision: a script `versions/ID_slug.sql`, its header and its sections.
 *
 * The header is read when the folder is; the sections only when the script is to be run
 * or checked, because finding them takes the SQL reader and the dialect of the database.
 * All texts are slices of the file's bytes. */
#ifndef MIGRATE_REVISION_H
#define MIGRATE_REVISION_H

#include "migrate/digest.h"
#include "migrate/error.h"
#include "migrate/sql.h"
#include "migrate/vec.h"

#include <stdint.h>

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
    struct names *squashes; /* whose place it takes, itself among them; most often NULL */
    bool transactional, irreversible;
    bool variables;       /* ${name} stands for a value in its sections */
    bool psql;            /* and so do psql's :name, :'name' and :"name" */
    bool foreign_markers; /* comments that look like other markers are text */
    bool mapped;          /* its text is the file's itself, not a copy: see file_drop() */
    bool from_log;        /* its file is not here; path says where it was */

    /* Set by graph_build(): the place in the graph's sorted order. */
    uint32_t index;

    struct keeping *keeping; /* see revision_keep_ahead() */
};

enum direction { DIRECTION_UP, DIRECTION_DOWN };

const char *direction_name(enum direction direction); /* "up", "down" */

/* A piece of a section whose text is not in the script as it stands. */
struct origin {
    size_t offset;      /* in the section; it ends where the next one begins */
    const char *from;   /* where it comes from */
    bool verbatim;      /* the same text stands there; else all of it stands for `from` */
    const char *path;   /* of the file that has `from` */
    struct str content; /* all of that file */
};
struct origins {
    VEC(struct origin) list;
};

struct section {
    struct str text; /* what stands under the marker, expanded */
    struct str kept; /* the same as the log keeps it: without secrets and large data */
    const struct origins *origins;     /* NULL: it is a slice of the script */
    const char *at;                    /* the marker */
    const struct sql_dialect *dialect; /* NULL: for every database without its own */
    bool transactional;
    size_t left_out; /* bytes of data that the log does not keep */
    bool commands;   /* it has psql commands that are expanded */
};

/* What a script may refer to. */
struct variable {
    struct str name, value;
    bool secret; /* the log keeps the name instead of the value */
};
struct expansion {
    struct arena *arena;
    const char *folder; /* the project's: files outside it are not read */
    const struct variable *variables;
    size_t count;
    bool later; /* what the log keeps of large data is asked for later: revision_kept() */
};

/* The sections of a script that serve one database; `down.at` is NULL when the script
 * has no such section. */
struct sections {
    struct section up, down;
    struct str logged;   /* the whole script as the log keeps it */
    struct str included; /* the bytes of the files that it includes, one after another */
};

/* Reads the header. Errors are of kind USAGE and located in `path`. */
struct error *revision_parse(struct revision *revision, struct arena *arena,
                             const char *path, struct str text) MUST_CHECK;

/* Gives the memory of a large text back until somebody looks at it. */
void revision_drop(struct revision *revision, struct arena *arena);

/* Before it is run: its text stays what it is, whatever becomes of the file. */
void revision_hold(struct revision *revision, struct arena *arena);

/* Finds the sections, reading the SQL by the rules of `dialect`. A script without an up
 * section for it is an error, as are twins, text outside, unknown options, and what the
 * SQL reader refuses; all located. Variables get their values and included files their
 * place; those of a script from the log stand there already, but for the secret ones. */
struct error *revision_sections(struct sections *sections,
                                const struct revision *revision,
                                const struct sql_dialect *dialect,
                                const struct expansion *expansion) MUST_CHECK;

/* Puts file, line and column into an error whose place is in the section. */
struct error *section_locate(const struct section *section,
                             const struct revision *revision,
                             struct error *error) MUST_CHECK;

/* The text with *** for each secret value in it; the same text when there is none. */
struct str expansion_hide(const struct expansion *expansion, struct arena *arena,
                          struct str text);

/* The SHA-256 of the script's bytes; those of the files that it includes follow them. */
void revision_digest(const struct revision *revision, const struct sql_dialect *dialect,
                     const struct expansion *expansion, char hex[DIGEST_HEX_SIZE]);

/* Of a script with large data: begins to work out its digest and what the log keeps of
 * it, beside what else is done until they are asked for. The revision must not move. */
void revision_keep_ahead(struct revision *revision, const struct sql_dialect *dialect,
                         const struct expansion *expansion);

/* Its sections with `kept` and `logged`; NULL without revision_keep_ahead(). */
const struct sections *revision_kept(const struct revision *revision);

/* Ends what revision_keep_ahead() began; before the arena is freed. */
void revision_keep_end(const struct revision *revision);

/* The SHA-256 of the script's bytes; those of the files that it includes follow them. */
void revision_digest(const struct revision *revision, const struct sql_dialect *dialect,
                     const struct expansion *expansion, char hex[DIGEST_HEX_SIZE]);

/* Of a large script that is to run: begins with it, beside what else is done until it is
 * asked for. */
void revision_digest_ahead(struct revision *revision, struct arena *arena);

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

/* Takes out of the list, and returns, the scripts that another one of it squashes: they
 * lie there when a squash was stopped before all of them were moved aside. */
struct revisions revisions_squashed(struct revisions *revisions, struct arena *arena);

/* The error that one of them is. */
struct error *revision_squashed(const struct revision *revision) MUST_CHECK;

#endif
