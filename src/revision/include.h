/* The files that scripts include. Private to the room. */
#ifndef MIGRATE_REVISION_INCLUDE_H
#define MIGRATE_REVISION_INCLUDE_H

#include "migrate/revision.h"

/* A file that is read, and the one that includes it. */
struct source {
    const char *path;
    struct str text;
    const struct source *above; /* NULL: the script */
};

/* Reads the file of that name, as seen from the project's folder or, `relative`, from the
 * file above. One outside the folder, one that is being read already, and one that is not
 * UTF-8 are errors. */
struct error *include_read(struct source *source, const struct expansion *expansion,
                           const char *name, bool relative) MUST_CHECK;

#endif
