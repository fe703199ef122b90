/* PostgreSQL, by libpq. Statements are sent without blocking and their answers awaited
 * with poll(2), so that a signal can cancel what runs at the server. */
#include "driver.h"
#include "libpq.h"
#include "migrate/digest.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct postgresql {
    struct engine engine;
    struct libpq pq;
    PGconn *connection;
    PGcancel *cancel;
    char *password; /* to be kept out of messages */
    bool reset_due; /* before the next statement, the session is to be reset */
    struct arena scratch;
};

/* The byte of `sql` at which the `position`th character (from 1) begins. */
static const char *
position_at(struct str sql, const char *position)
{
    long left = position ? strtol(position, NULL, 10) : 0;
    if (left <= 0)
        return NULL;
    const char *p = sql.data, *end = sql.data + sql.length;
    while (--left && p < end) {
        p++;
        while (p < end && ((unsigned char)*p & 0xC0) == 0x80)
            p++;
    }
    return p;
}

static struct error *
connection_error(struct postgresql *pg, const char *what)
{
    const char *said = pg->pq.PQerrorMessage(pg->connection);
    char *message = secret_hide(said, pg->password);
    const struct str text = str_trim(str_from(message));
    struct error *error = error_new(ERROR_FAILED, "%s: %.*s", what, STR_ARG(text));
    free(message);
    return error;
}

static struct error *
state_explain(struct error *error, const char *state)
{
    if (strcmp(state, "55P03") == 0) {
        error->kind = ERROR_LOCKED;
        return error_hint(error, "another session holds the table; run again, or raise "
                                 "database.lock_timeout");
    }
    if (strcmp(state, "25001") == 0)
        return error_hint(error, "write \"transaction: false\" into the script's header");
    if (strcmp(state, "42501") == 0)
        return error_hint(error, "connect as a role that may do this");
    if (strcmp(state, "25006") == 0)
        return error_hint(error,
                          "this server is a standby or read only; with several hosts "
                          "add ?target_session_attrs=read-write to the URL");
    return error;
}

/* A line of the server's answer, "detail: …", under the message. */
static struct error *
field_add(struct error *error, struct postgresql *pg, const PGresult *result, int field,
          const char *name)
{
    const char *text = pg->pq.PQresultErrorField(result, field);
    return text && *text ? error_detail(error, "%s%s", name, text) : error;
}

static struct error *
result_error(struct postgresql *pg, const PGresult *result, struct str sql)
{
    const char *state = pg->pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = pg->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!state || !message)
        return connection_error(pg, "the connection to the server is lost");
    if (interrupt_signal() && strcmp(state, "57014") == 0) {
        struct error *interrupted = interrupt_check();
        strcpy(interrupted->sqlstate, "57014"); /* cancelled for certain */
        return interrupted;
    }
    struct error *error = error_at(
        position_at(sql, pg->pq.PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)),
        ERROR_FAILED, "%s", message);
    strncpy(error->sqlstate, state, sizeof error->sqlstate - 1);
    error = field_add(error, pg, result, PG_DIAG_MESSAGE_DETAIL, "");
    error = field_add(error, pg, result, PG_DIAG_CONTEXT, "");
    const char *hint = pg->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    if (hint)
        error = error_hint(error, "%s", hint);
    return state_explain(error, state);
}

static void
on_notice(void *context, const PGresult *result)
{
    struct postgresql *pg = context;
    const char *severity = pg->pq.PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char *message = pg->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!pg->engine.options.notice || !severity || !message)
        return;
    const struct engine_notice notice = {severity, message};
    pg->engine.options.notice(pg->engine.options.context, &notice);
}

/* Waits until an answer is there. A signal cancels the statement, once; the server's
 * answer to that is awaited too, so that its outcome is known. */
static struct error *
answer_wait(struct postgresql *pg)
{
    bool cancelled = false;
    while (pg->pq.PQisBusy(pg->connection)) {
        struct pollfd fds[] = {
            {.fd = pg->pq.PQsocket(pg->connection), .events = POLLIN},
            {.fd = cancelled ? -1 : interrupt_fd(), .events = POLLIN},
        };
        const int ready = poll(fds, 2, 1000);
        if (ready == 0 && pg->engine.options.tick)
            pg->engine.options.tick(pg->engine.options.context);
        if (ready < 0 && errno != EINTR)
            return error_new(ERROR_FAILED, "waiting for the server: %s", strerror(errno));
        if (interrupt_signal() && !cancelled) {
            char why[256];
            cancelled = true;
            if (!pg->pq.PQcancel(pg->cancel, why, sizeof why))
                return interrupt_check();
        }
        if (ready > 0 && fds[0].revents && !pg->pq.PQconsumeInput(pg->connection))
            return connection_error(pg, "the connection to the server is lost");
    }
    return NULL;
}

static void
copy_end(struct postgresql *pg, ExecStatusType status)
{
    /* A script's COPY FROM stdin was refused before; one within a function cannot be. */
    if (status == PGRES_COPY_IN)
        pg->pq.PQputCopyEnd(pg->connection, "there is no data in a script");
    char *row = NULL;
    while (status == PGRES_COPY_OUT && pg->pq.PQgetCopyData(pg->connection, &row, 0) > 0)
        pg->pq.PQfreemem(row);
}

/* Takes all answers to what was sent; `keep` (may be NULL) is called for each good one.
 */
static struct error *
answers_take(struct postgresql *pg, struct str sql, void (*keep)(void *, PGresult *),
             void *context)
{
    struct error *error = NULL;
    for (;;) {
        struct error *lost = answer_wait(pg);
        if (lost) {
            error_free(error);
            return lost;
        }
        PGresult *result = pg->pq.PQgetResult(pg->connection);
        if (!result)
            return error;
        const ExecStatusType status = pg->pq.PQresultStatus(result);
        if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
            error_free(error);
            error = result_error(pg, result, sql);
        } else if (keep) {
            keep(context, result);
        }
        pg->pq.PQclear(result);
        copy_end(pg, status);
        if (pg->pq.PQstatus(pg->connection) == CONNECTION_BAD)
            return error ? error
                         : connection_error(pg, "the connection to the server is lost");
    }
}

/* A COMMIT whose answer never came may have happened. */
static struct error *
lost_explain(struct postgresql *pg, struct error *error, struct str sql)
{
    if (!error || pg->pq.PQstatus(pg->connection) != CONNECTION_BAD)
        return error;
    if (str_is_nocase(sql, "COMMIT"))
        error->kind = ERROR_HALFWAY;
    return error_hint(error,
                      str_is_nocase(sql, "COMMIT")
                          ? "whether the last step was committed is not known: "
                            "\"migrate current\" tells"
                          : "the server rolls the step back; run again when it can be "
                            "reached");
}

static struct error *
send_query(struct postgresql *pg, struct str sql)
{
    /* libpq wants a NUL at the end, and a slice has none. */
    arena_free(&pg->scratch);
    const char *text = str_dup(&pg->scratch, sql);
    if (!pg->pq.PQsendQuery(pg->connection, text))
        return connection_error(pg, "cannot send to the server");
    return NULL;
}

struct changed {
    struct postgresql *pg;
    size_t count; /* the fewest of any statement */
    bool any;
};

static void
keep_changed(void *context, PGresult *result)
{
    struct changed *changed = context;
    const char *tuples = changed->pg->pq.PQcmdTuples(result);
    if (changed->pg->pq.PQresultStatus(result) != PGRES_COMMAND_OK || !*tuples)
        return;
    const size_t count = strtoul(tuples, NULL, 10);
    if (!changed->any || count < changed->count)
        changed->count = count;
    changed->any = true;
}

static struct error *session_send(struct engine *engine, bool reset);

/* The reset that is due goes along with the next BEGIN, one round trip for both. It then
 * is part of that transaction, and due again should that be rolled back. */
static struct error *
send_exec(struct postgresql *pg, struct str sql)
{
    const bool begins = str_starts(sql, STR("BEGIN"));
    if (str_is(sql, "ROLLBACK"))
        pg->reset_due = true;
    else if (pg->reset_due && begins) {
        struct arena arena = {0};
        const char *session = postgresql_session(&arena, &pg->engine.options, true);
        const char *both = arena_printf(&arena, "%s; %.*s", session, STR_ARG(sql));
        struct error *error = send_query(pg, str_from(both));
        pg->reset_due = false;
        arena_free(&arena);
        return error;
    } else if (pg->reset_due) {
        pg->reset_due = false;
        struct error *error = session_send(&pg->engine, true);
        if (error)
            return error;
    }
    return send_query(pg, sql);
}

static struct error *
postgresql_exec(struct engine *engine, struct str sql, size_t *changed)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct changed count = {.pg = pg};
    struct error *error = send_exec(pg, sql);
    if (error)
        return error;
    /* Row by row, so that a large SELECT in a script takes no memory. */
    pg->pq.PQsetSingleRowMode(pg->connection);
    error = answers_take(pg, sql, keep_changed, &count);
    *changed = count.count;
    return lost_explain(pg, error, sql);
}

struct kept {
    struct postgresql *pg;
    struct arena *arena;
    struct rows *rows;
};

static void
keep_rows(void *context, PGresult *result)
{
    const struct kept *kept = context;
    const struct libpq *pq = &kept->pg->pq;
    if (pq->PQresultStatus(result) != PGRES_TUPLES_OK)
        return;
    struct rows *rows = kept->rows;
    rows->count = (size_t)pq->PQntuples(result);
    rows->columns = (size_t)pq->PQnfields(result);
    rows->values =
        arena_array(kept->arena, rows->count * rows->columns + 1, sizeof(char *));
    for (size_t i = 0; i < rows->count * rows->columns; i++) {
        const int row = (int)(i / rows->columns), column = (int)(i % rows->columns);
        if (!pq->PQgetisnull(result, row, column))
            rows->values[i] = arena_copy(kept->arena, pq->PQgetvalue(result, row, column),
                                         (size_t)pq->PQgetlength(result, row, column));
    }
}

static struct error *
postgresql_query(struct engine *engine, struct arena *arena, const char *sql,
                 struct rows *rows)
{
    struct postgresql *pg = (struct postgresql *)engine;
    struct kept kept = {pg, arena, rows};
    struct error *error = NULL;
    if (pg->reset_due) {
        pg->reset_due = false;
        error = session_send(engine, true);
    }
    if (!error)
        error = send_query(pg, str_from(sql));
    return error ? error : answers_take(pg, str_from(sql), keep_rows, &kept);
}

static bool
postgresql_transaction(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    const PGTransactionStatusType status = pg->pq.PQtransactionStatus(pg->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR ||
           status == PQTRANS_ACTIVE;
}

const char *
postgresql_session(struct arena *arena, const struct engine_options *options, bool reset)
{
    /* What DISCARD ALL does, but for the advisory locks, of which one is ours. */
    return arena_printf(arena, "%sSET lock_timeout = %.0f; SET statement_timeout = %.0f",
                        reset
                            ? "CLOSE ALL; RESET SESSION AUTHORIZATION; RESET ALL; "
                              "DEALLOCATE ALL; UNLISTEN *; DISCARD PLANS; DISCARD TEMP; "
                              "DISCARD SEQUENCES; "
                            : "",
                        options->lock_timeout * 1000, options->statement_timeout * 1000);
}

static struct error *
session_send(struct engine *engine, bool reset)
{
    struct arena arena = {0};
    size_t changed;
    const char *sql = postgresql_session(&arena, &engine->options, reset);
    struct error *error = postgresql_exec(engine, str_from(sql), &changed);
    arena_free(&arena);
    return error;
}

static struct error *
postgresql_reset(struct engine *engine)
{
    ((struct postgresql *)engine)->reset_due = true;
    return NULL;
}

/* Who holds the lock: the one session that waiting people want to know of. */
static const char *
lock_holder(struct engine *engine, struct arena *arena, long long key)
{
    struct rows rows = {0};
    const char *sql = arena_printf(
        arena,
        "SELECT a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''),"
        " '?'), coalesce(host(a.client_addr), 'a local socket'),"
        " to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS'), left(coalesce(a.query, ''), "
        "80)"
        " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
        " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
        " WHERE datname = current_database())"
        " AND l.classid = %lld AND l.objid = %lld",
        (long long)((unsigned long long)key >> 32), key & 0xFFFFFFFFLL);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    if (error || !rows.count) {
        error_free(error);
        return "another session";
    }
    return arena_printf(arena, "pid %s, user %s, %s, from %s, since %s: %s",
                        rows_value(&rows, 0, 0), rows_value(&rows, 0, 1),
                        rows_value(&rows, 0, 2), rows_value(&rows, 0, 3),
                        rows_value(&rows, 0, 4), rows_value(&rows, 0, 5));
}

static struct error *
lock_try(struct engine *engine, struct arena *arena, long long key, bool *held)
{
    struct rows rows = {0};
    const char *sql =
        arena_printf(arena, "SELECT pg_catalog.pg_try_advisory_lock(%lld)", key);
    struct error *error = postgresql_query(engine, arena, sql, &rows);
    *held = !error && rows.count && strcmp(rows_value(&rows, 0, 0), "t") == 0;
    return error;
}

/* Tries, sleeps, tries again. Never the blocking pg_advisory_lock(): that would hold a
 * snapshot while it waits, and the CREATE INDEX CONCURRENTLY of the run that holds the
 * lock waits for all snapshots. */
static struct error *
lock_poll(struct engine *engine, struct arena *arena, long long key)
{
    const double start = time_monotonic();
    double pause = 0.02;
    for (bool told = false;; told = true) {
        bool held;
        struct error *error = lock_try(engine, arena, key, &held);
        if (error || held)
            return error;
        if ((error = interrupt_check()))
            return error;
        if (time_monotonic() - start >= engine->options.run_lock_timeout)
            return error_hint(error_new(ERROR_LOCKED, "another run holds the lock: %s",
                                        lock_holder(engine, arena, key)),
                              "wait for it to end, or raise database.run_lock_timeout");
        if (!told && engine->options.waiting)
            engine->options.waiting(engine->options.context,
                                    lock_holder(engine, arena, key));
        time_sleep(pause * (0.5 + (double)(arc4random() % 1000) / 1000));
        pause = pause < 1 ? pause * 1.5 : pause;
    }
}

static struct error *
postgresql_lock(struct engine *engine, struct str name)
{
    struct arena arena = {0};
    struct error *error = session_send(engine, false);
    if (!error)
        error = lock_poll(engine, &arena, digest_number(name));
    arena_free(&arena);
    return error;
}

static void
postgresql_close(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    if (pg->cancel)
        pg->pq.PQfreeCancel(pg->cancel);
    if (pg->connection)
        pg->pq.PQfinish(pg->connection);
    arena_free(&pg->scratch);
    free(pg->password);
    free(pg);
}

/* The password that libpq will use, as it reads the URL, so that it can be kept out of
 * every message. */
static struct error *
password_note(struct postgresql *pg, const char *conninfo, const char *password)
{
    char *why = NULL;
    PQconninfoOption *options = pg->pq.PQconninfoParse(conninfo, &why);
    if (!options) {
        struct error *error =
            error_hint(error_new(ERROR_USAGE, "libpq cannot read the database URL"),
                       "as in postgresql://user@host:5432/database?sslmode=require");
        /* Its message quotes the URL, so it is shown only when no password is in there.
         */
        struct url url;
        struct error *again = url_parse(&url, conninfo);
        if (!again && !url.has_password && !strstr(conninfo, "password"))
            error = error_detail(error, "%.*s", STR_ARG(str_trim(str_from(why))));
        error_free(again);
        pg->pq.PQfreemem(why);
        return error;
    }
    for (const PQconninfoOption *option = options; option->keyword && !password; option++)
        if (strcmp(option->keyword, "password") == 0)
            password = option->val;
    if (password && *password)
        pg->password = memory_or_abort(strdup(password));
    pg->pq.PQconninfoFree(options);
    return NULL;
}

static struct error *
connect_to(struct postgresql *pg, const char *conninfo,
           const struct engine_options *options)
{
    char timeout[32];
    snprintf(timeout, sizeof timeout, "%.0f", ceil(options->connect_timeout));
    /* What stands after dbname wins over the URL in it; what stands before yields. */
    const char *keywords[] = {"connect_timeout", "fallback_application_name",
                              "dbname",          "client_encoding",
                              "password",        NULL};
    const char *values[] = {timeout, options->application, conninfo,
                            "UTF8",  options->password,    NULL};
    if (!options->password)
        keywords[4] = NULL;
    pg->connection = pg->pq.PQconnectdbParams(keywords, values, 1);
    if (!pg->connection)
        memory_or_abort(NULL);
    if (pg->pq.PQstatus(pg->connection) != CONNECTION_OK) {
        struct error *error = connection_error(pg, "cannot connect");
        return error_hint(error, "check database.url and that the server is up");
    }
    pg->cancel = pg->pq.PQgetCancel(pg->connection);
    pg->pq.PQsetNoticeReceiver(pg->connection, on_notice, pg);
    return NULL;
}

static struct error *
postgresql_open(struct engine **engine, const struct engine_options *options)
{
    struct url url;
    struct error *error = url_parse(&url, options->url);
    if (error)
        return error;
    struct postgresql *pg = memory_or_abort(calloc(1, sizeof *pg));
    struct arena arena = {0};
    /* Without SQLAlchemy's "+driver". */
    const char *conninfo = arena_printf(&arena, "postgresql://%.*s", STR_ARG(url.rest));
    if ((error = libpq_load(&pg->pq)) ||
        (error = password_note(pg, conninfo, options->password)) ||
        (error = connect_to(pg, conninfo, options)))
        postgresql_close(&pg->engine);
    else
        *engine = &pg->engine;
    arena_free(&arena);
    return error;
}

static const char *const postgresql_schemes[] = {"postgresql", "postgres", NULL};

const struct engine_driver engine_postgresql = {
    .name = "postgresql",
    .schemes = postgresql_schemes,
    .dialect = &sql_postgresql,
    .features = ENGINE_SCHEMAS | ENGINE_SESSION_LOCK | ENGINE_ASYNC | ENGINE_BATCH,
    .open = postgresql_open,
    .close = postgresql_close,
    .exec = postgresql_exec,
    .query = postgresql_query,
    .transaction = postgresql_transaction,
    .lock = postgresql_lock,
    .reset = postgresql_reset,
};
