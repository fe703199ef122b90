/* What the commands about schemas share. Private to the room. */
#ifndef MIGRATE_CLI_SCHEMA_H
#define MIGRATE_CLI_SCHEMA_H

#include "migrate/draft.h"
#include "migrate/schema.h"
#include "session.h"

/* What the settings say of the objects that count. */
struct schema_filter session_filter(struct session *session);

/* A scratch database: on scratch.url, or on the server that `like` names (NULL: the
 * target's). To be closed, also after an error. */
struct error *session_scratch(struct scratch *scratch, struct session *session,
                              const char *like) MUST_CHECK;

struct source source_scripts(struct session *session, struct indices targets);
struct indices session_heads(struct session *session);

/* Whether the version rows are exactly the heads. */
bool session_at_heads(struct session *session, struct indices rows);
struct names session_renames(struct session *session);

/* The database that is open, as DDL. */
struct error *session_dump(struct session *session, struct str *text) MUST_CHECK;

/* Whether it can be written there: to a file that is not there, or is an earlier dump,
 * which is `before`. */
struct error *dump_check(struct session *session, const char *path,
                         struct str *before) MUST_CHECK;
struct error *dump_write(struct session *session, const char *path,
                         struct str text) MUST_CHECK;

/* Compares database, scripts and schema.file; tells of each difference, or of NULL. */
typedef void drift_tell(void *context, struct error *error);
struct error *session_drift(struct session *session, bool offline, drift_tell *tell,
                            void *context) MUST_CHECK;

/* Tells of what differs but is left alone. */
void unmanaged_tell(const struct proposal *proposal);

/* Writes the script, and prints its path. */
struct error *revision_write(struct session *session, struct draft *draft) MUST_CHECK;

/* Fills the sections of a new revision. `nothing` is true when there is none to write. */
struct error *autogenerate(struct draft *draft, bool *nothing,
                           struct session *session) MUST_CHECK;

#endif
