/* The alembic_version_log table: one row for each thing that happened. */
#include "migrate/digest.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

/* What comes from the system (a path, a name, a variable of CI) may be no UTF-8, which a
 * database refuses: then the bytes that are not are written as %XX. */
static struct str
as_utf8(struct arena *arena, const char *text)
{
    struct str rest = str_from(text);
    const char *bad;
    if (str_is_utf8(rest, &bad))
        return rest;
    struct buf out = {.arena = arena};
    while (!str_is_utf8(rest, &bad)) {
        const size_t good = (size_t)(bad - rest.data);
        buf_add(&out, (struct str){rest.data, good});
        buf_printf(&out, "%%%02X", (unsigned char)*bad);
        rest = str_cut(rest, good + 1);
    }
    buf_add(&out, rest);
    return buf_str(&out);
}

static void
value(struct buf *sql, const struct version *version, struct str text)
{
    buf_puts(sql, ", ");
    if (text.data)
        sql_literal(sql, version->engine->dialect, text);
    else
        buf_puts(sql, "NULL");
}

/* "started" is when the transaction began where the database remembers that, else when
 * the row is written. */
void
log_add(struct version_batch *batch, const struct version *version,
        const struct identity *identity, const struct log_row *row)
{
    if (!version->log)
        return;
    const struct sql_dialect *dialect = version->engine->dialect;
    struct buf sql = {.arena = version->arena};
    char sha256[DIGEST_HEX_SIZE], tokens[SQL_HASH_SIZE];
    if (row->original)
        revision_digest(row->original, dialect, version->expansion, sha256);
    sql_hash(dialect, row->tokens_of, tokens);
    const bool open = strcmp(row->state, "started") == 0;
    buf_printf(
        &sql,
        "INSERT INTO %s (started_at, finished_at, statements_done, statements_total,"
        " revision, direction, state, path, script, script_sha256, script_tokens,"
        " user_name, host, tool, git_commit, ci_run, tag) VALUES (%s, %s, %zu, %zu",
        version->log, row->started ? row->started : dialect->now,
        open ? "NULL" : dialect->now, row->done, row->total);
    value(&sql, version, row->revision);
    value(&sql, version, str_from(row->direction));
    value(&sql, version, str_from(row->state));
    value(&sql, version, as_utf8(version->arena, row->path));
    value(&sql, version, row->script);
    value(&sql, version, row->script.data ? str_from(sha256) : (struct str){0});
    value(&sql, version, row->script.data ? str_from(tokens) : (struct str){0});
    const char *const whose[] = {identity->user,       identity->host,   identity->tool,
                                 identity->git_commit, identity->ci_run, identity->tag};
    for (size_t i = 0; i < sizeof whose / sizeof *whose; i++)
        value(&sql, version, as_utf8(version->arena, whose[i]));
    buf_char(&sql, ')');
    version_add(batch, version->arena, buf_text(&sql));
}

static const char *
quoted(const struct version *version, struct str text)
{
    struct buf sql = {.arena = version->arena};
    sql_literal(&sql, version->engine->dialect, text);
    return buf_text(&sql);
}

#define IS_OPEN "(state {=} 'started' OR state {=} 'running' OR state {=} 'failed')"

/* The condition that names the open row: the newest one of this revision, if it goes in
 * that direction and is not done. A later stamp or way down closes it. */
static const char *
open_row(const struct version *version, struct str revision, const char *direction)
{
    return version_sql(version,
                       "id {=} (SELECT {max}(id) FROM %s WHERE revision {=} %s AND"
                       " direction {<>} 'repair') AND direction {=} '%s' AND " IS_OPEN,
                       version->log, quoted(version, revision), direction);
}

struct error *
log_find_open(struct log_open *open, const struct version *version, struct str revision,
              const char *direction)
{
    *open = (struct log_open){0};
    if (!version->log_exists || engine_has(version->engine, ENGINE_PRINTS))
        return NULL;
    struct rows rows;
    struct error *error = engine_query(
        version->engine, version->arena,
        arena_printf(version->arena,
                     "SELECT id, state, script, statements_done, error, %s FROM %s"
                     " WHERE %s",
                     version->lacks[LOG_SESSION] ? "NULL" : "session", version->log,
                     open_row(version, revision, direction)),
        &rows);
    if (error || !rows.count)
        return error;
    *open = (struct log_open){.id = rows_value(&rows, 0, 0),
                              .state = log_value(&rows, 0, 1),
                              .error = rows_value(&rows, 0, 4),
                              .session = rows_value(&rows, 0, 5),
                              .script = str_from(rows_value(&rows, 0, 2)),
                              .done = log_number(rows_value(&rows, 0, 3))};
    return NULL;
}

/* What a statement leaves in the session for those behind it, beside settings that a
 * resumed run makes again. */
const char *
log_session_sql(const struct version *version)
{
    if (version->engine->dialect == &sql_sqlite)
        return "(SELECT group_concat(type || ' ' || name, ', ') FROM"
               " (SELECT type, name FROM temp.sqlite_master ORDER BY 1, 2))";
    return version_sql(
        version,
        "{concat}('search_path ', {current_setting}('search_path'), '; role ',"
        " current_user, '; ', (SELECT {string_agg}(made.what, ', ' ORDER BY made.what)"
        " FROM (SELECT {regexp_replace}({pg_describe_object}(d.classid, d.objid, 0),"
        " 'pg_temp_[0-9]+', 'pg_temp', 'g') AS what FROM pg_catalog.pg_depend d WHERE"
        " d.refclassid {=} 'pg_catalog.pg_namespace'::{regclass}::{oid} AND"
        " d.refobjid {=} {pg_my_temp_schema}()) made))");
}

struct error *
log_session(const char **session, const struct version *version, struct arena *arena)
{
    struct rows rows;
    struct error *error =
        engine_query(version->engine, arena,
                     arena_printf(arena, "SELECT %s", log_session_sql(version)), &rows);
    *session = error ? "" : log_value(&rows, 0, 0);
    return error;
}

void
log_session_note(struct version_batch *batch, const struct version *version,
                 const struct log_open *open)
{
    if (open->id)
        version_add(batch, version->arena,
                    version_sql(version, "UPDATE %s SET session = %s WHERE id {=} %s",
                                version->log, log_session_sql(version), open->id));
}

void
log_progress(struct version_batch *batch, const struct version *version,
             const struct log_open *open, struct str revision, const char *direction,
             const char *state, size_t done, const char *failure)
{
    const bool finished = strcmp(state, "done") == 0;
    /* Only if the row is as we left it: another run may be at the same step. Who prints
     * has no id, and takes the newest row. */
    const char *where =
        open->id ? version_sql(version,
                               "id {=} %s AND state {=} '%s' AND statements_done {=} %zu",
                               open->id, open->state, open->done)
                 : open_row(version, revision, direction);
    version_add(
        batch, version->arena,
        arena_printf(
            version->arena,
            "UPDATE %s SET state = '%s', statements_done = %zu, session = %s, error = %s"
            "%s%s WHERE %s",
            version->log, state, done, finished ? "NULL" : log_session_sql(version),
            failure ? quoted(version, expansion_hide(version->expansion, version->arena,
                                                     str_from(failure)))
                    : "NULL",
            finished ? ", finished_at = " : "",
            finished ? version->engine->dialect->now : "", where));
}

void
log_text(struct version_batch *batch, const struct version *version,
         const struct log_open *open, const struct log_row *row)
{
    char sha256[DIGEST_HEX_SIZE], tokens[SQL_HASH_SIZE];
    revision_digest(row->original, version->engine->dialect, version->expansion, sha256);
    sql_hash(version->engine->dialect, row->tokens_of, tokens);
    version_add(
        batch, version->arena,
        version_sql(version,
                    "UPDATE %s SET path = %s, script = %s, script_sha256 = '%s',"
                    " script_tokens = '%s', statements_total = %zu WHERE id {=} %s",
                    version->log, quoted(version, as_utf8(version->arena, row->path)),
                    quoted(version, row->script), sha256, tokens, row->total, open->id));
}

struct error *
log_knows(bool *known, const struct version *version, struct str revision)
{
    struct rows rows;
    struct error *error = engine_query(
        version->engine, version->arena,
        version_sql(version,
                    "SELECT direction FROM %s WHERE revision {=} %s AND state {=} 'done'"
                    " AND direction {<>} 'repair' ORDER BY id DESC LIMIT 1",
                    version->log, quoted(version, revision)),
        &rows);
    *known = !error && rows.count && strcmp(log_value(&rows, 0, 0), "down") != 0;
    return error;
}

const char *
log_who(const struct version *version, struct str revision)
{
    struct rows rows;
    if (!version->log_exists)
        return NULL;
    struct error *error = engine_query(
        version->engine, version->arena,
        version_sql(version,
                    "SELECT coalesce(user_name, '?'), coalesce(host, '?'),"
                    " coalesce(finished_at, started_at), coalesce(path, '?') FROM %s"
                    " WHERE revision {=} %s AND direction {<>} 'down' ORDER BY id DESC"
                    " LIMIT 1",
                    version->log, quoted(version, revision)),
        &rows);
    if (error || !rows.count) {
        error_free(error);
        return NULL;
    }
    struct arena *arena = version->arena;
    return arena_printf(arena, "by %s on %s at %s, from %s",
                        log_shown(arena, &rows, 0, 0), log_shown(arena, &rows, 0, 1),
                        log_shown(arena, &rows, 0, 2), log_shown(arena, &rows, 0, 3));
}

const char *
log_unfinished_sql(const struct version *version, struct arena *arena)
{
    return sql_own(
        arena, version->engine->dialect,
        "SELECT l.revision, direction, state, statements_done, statements_total FROM %s l"
        " JOIN (SELECT {max}(id) AS last FROM %s WHERE direction {<>} 'repair' GROUP BY"
        " revision) newest ON newest.last {=} l.id WHERE " IS_OPEN " ORDER BY id",
        version->log, version->log);
}

struct error *
log_unfinished(struct rows *rows, const struct version *version, struct arena *arena)
{
    *rows = (struct rows){0};
    return version->log_exists ? engine_query(version->engine, arena,
                                              log_unfinished_sql(version, arena), rows)
                               : NULL;
}

struct error *
runner_log(const struct log_entry ***entries, struct runner *runner)
{
    struct version version;
    struct rows rows;
    struct arena *arena = runner->arena;
    const struct graph *graph = runner->graph;
    *entries = arena_array(arena, graph->count + 1, sizeof **entries);
    struct error *error = version_open(&version, runner);
    if (error || !version.log_exists)
        return error;
    const char *took =
        runner->engine->dialect == &sql_postgresql
            ? version_sql(&version, "{round}(extract(epoch FROM finished_at {-} "
                                    "started_at)::numeric, 3)")
            : "round((julianday(finished_at) - julianday(started_at)) * 86400, 3)";
    error = engine_query(
        runner->engine, arena,
        version_sql(&version,
                    "SELECT revision, direction, state, coalesce(finished_at,"
                    " started_at), %s, user_name, host, path, tool, git_commit, ci_run,"
                    " tag FROM %s l JOIN (SELECT {max}(id) AS last FROM %s WHERE"
                    " direction {<>} 'repair' GROUP BY revision) newest ON"
                    " newest.last {=} l.id",
                    took, version.log, version.log),
        &rows);
    error = version_explain(&version, error);
    for (size_t i = 0; !error && i < rows.count; i++) {
        const size_t revision = graph_find(graph, str_from(log_value(&rows, i, 0)));
        if (revision == GRAPH_NONE)
            continue;
        struct log_entry *entry = arena_alloc(arena, sizeof *entry);
        const char **const values[] = {
            &entry->direction,  &entry->state,  &entry->when, &entry->seconds,
            &entry->user,       &entry->host,   &entry->path, &entry->tool,
            &entry->git_commit, &entry->ci_run, &entry->tag};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            *values[k] = rows_value(&rows, i, k + 1);
        entry->direction = log_value(&rows, i, 1);
        entry->state = log_value(&rows, i, 2);
        (*entries)[revision] = entry;
    }
    return error;
}
