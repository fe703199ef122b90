/* check --drift: whether database, scripts and the wanted schema say the same. */
#include "schema.h"

#include <string.h>
#include <unistd.h>

/* The differences as one error, with the SQL that would mend them. */
static struct error *
difference(struct session *session, const struct schema *ours,
           const struct schema *wanted, const char *what)
{
    struct schema_changes changes;
    const struct names lines = schema_compare(ours, wanted, &session->arena);
    const struct names others = schema_unmanaged(ours, wanted, &session->arena);
    if (!lines.count && !others.count)
        return NULL;
    struct error *error = error_new(ERROR_FOUND, "%s", what);
    for (size_t i = 0; i < lines.count; i++)
        error = error_detail(error, "%.*s", STR_ARG(lines.items[i]));
    for (size_t i = 0; i < others.count; i++)
        error = error_detail(error, "%.*s", STR_ARG(others.items[i]));
    struct error *unknown = schema_diff(&changes, ours, wanted, &session->arena);
    if (!unknown && changes.list.count) {
        changes.unchecked = schema_makes_functions(&changes);
        changes.printed = wanted->dialect;
        const struct str text = schema_text(&changes, &session->arena);
        error = error_hint(error, "this would mend it:\n%.*s", STR_ARG(str_trim(text)));
    }
    error_free(unknown);
    return error;
}

/* What scripts grant to the role that looks, they do not grant on the scratch database:
 * there all is its own. */
static struct error *
own_privileges_aside(struct session *session, struct schema *actual)
{
    struct rows rows;
    if (actual->dialect == &sql_sqlite)
        return NULL;
    struct error *error = engine_query(
        session->engine, &session->arena,
        "SELECT pg_catalog.concat(' TO ', pg_catalog.quote_ident(current_user), ' ')",
        &rows);
    for (size_t i = 0; !error && i < actual->count; i++)
        if (strcmp(actual->rows[i].kind, "privilege") == 0 &&
            strstr(actual->rows[i].id, rows_value(&rows, 0, 0)))
            actual->rows[i].aside = true;
    return error;
}

struct drift {
    struct session *session;
    struct scratch scratch;
    struct schema_filter filter;
    struct schema made; /* by all scripts */
    bool known;         /* it is */
    drift_tell *tell;
    void *context;
};

static struct error *
drift_database(struct drift *drift)
{
    struct session *session = drift->session;
    struct schema actual, expected;
    struct indices rows;
    struct error *error = session_look(session);
    if (error || (error = runner_current(&rows, &session->runner)))
        return error;
    if (!session_at_heads(session, rows) &&
        !options_have(&session->options, OPTION_ALLOW_BEHIND))
        drift->tell(drift->context,
                    error_hint(error_new(ERROR_FOUND,
                                         "the database is at %s, not at the "
                                         "head",
                                         rows.count ? graph_names(&session->graph, rows)
                                                    : "base"),
                               "it was compared with the scripts up to there; "
                               "--allow-behind takes that as it is"));
    const struct source scripts = source_scripts(session, rows);
    if ((error = source_read(&expected, &scripts, &drift->scratch, &drift->filter)) ||
        (error =
             schema_read(&actual, session->engine, &session->arena, &drift->filter)) ||
        (error = own_privileges_aside(session, &actual)))
        return error;
    if ((drift->known = session_at_heads(session, rows)))
        drift->made = expected;
    drift->tell(drift->context, difference(session, &actual, &expected,
                                           "the database is not what its scripts make"));
    return NULL;
}

static struct error *
drift_wanted(struct drift *drift)
{
    struct session *session = drift->session;
    const char *path = session->config.values[SETTING_SCHEMA];
    struct schema wanted;
    const struct source scripts = source_scripts(session, session_heads(session));
    const struct source file = {.kind = SOURCE_FILE, .path = path};
    struct error *error;
    if (access(path, F_OK) != 0)
        return NULL;
    if ((error = source_read(&wanted, &file, &drift->scratch, &drift->filter)) ||
        (!drift->known &&
         (error = source_read(&drift->made, &scripts, &drift->scratch, &drift->filter))))
        return error;
    drift->tell(drift->context,
                difference(session, &drift->made, &wanted,
                           arena_printf(&session->arena,
                                        "the scripts do not make what %s says", path)));
    return NULL;
}

struct error *
session_drift(struct session *session, bool offline, drift_tell *tell, void *context)
{
    struct drift drift = {.session = session,
                          .filter = session_filter(session),
                          .tell = tell,
                          .context = context};
    struct error *error = session_scratch(&drift.scratch, session, NULL);
    if (!error && !offline)
        error = drift_database(&drift);
    if (!error)
        error = drift_wanted(&drift);
    scratch_close(&drift.scratch);
    return error;
}
