/* What the server answers: waiting for it, errors with their places, notices. */
#include "postgresql.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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

void
break_off(struct postgresql *pg)
{
    pg->broken = true;
    shutdown(pg->pq.PQsocket(pg->connection), SHUT_RDWR);
}

struct error *
connection_error(struct postgresql *pg, const char *what)
{
    const char *said = pg->pq.PQerrorMessage(pg->connection);
    char *message = secret_hide(said, pg->password);
    const struct str text = str_trim(str_from(message));
    struct error *error = error_new(ERROR_FAILED, "%s: %.*s", what, STR_ARG(text));
    free(message);
    break_off(pg);
    return error;
}

bool
is_lost(const struct postgresql *pg)
{
    return pg->broken || pg->pq.PQstatus(pg->connection) == CONNECTION_BAD;
}

static struct error *
state_explain(struct error *error, const char *state)
{
    if (strcmp(state, "55P03") == 0) {
        error->kind = ERROR_LOCKED;
        return error_hint(error, "another session holds the table; run again, or raise "
                                 "database.lock_timeout");
    }
    if (strcmp(state, "25001") == 0 || strcmp(state, "2D000") == 0)
        return error_hint(error, "write \"transaction: false\" into the script's header");
    if (strcmp(state, "55P04") == 0)
        return error_hint_instead(error,
                                  "a new value of an enum can be used when it is "
                                  "committed: put ALTER TYPE … ADD VALUE into a revision "
                                  "of its own, before this one");
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

bool
is_own_error(const struct postgresql *pg, const PGresult *result)
{
    return pg->pq.PQresultStatus(result) == PGRES_FATAL_ERROR &&
           !pg->pq.PQresultErrorField(result, PG_DIAG_SQLSTATE);
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
    if (!error->at)
        error->at = copy_place(pg, pg->pq.PQresultErrorField(result, PG_DIAG_CONTEXT));
    if (strcmp(state, "55P03") == 0 && pg->blocker.length)
        error = error_detail(error, "%s", buf_text(&pg->blocker));
    error = field_add(error, pg, result, PG_DIAG_MESSAGE_DETAIL, "");
    error = field_add(error, pg, result, PG_DIAG_CONTEXT, "");
    const char *hint = pg->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    if (hint)
        error = error_hint(error, "%s", hint);
    return state_explain(error, state);
}

void
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

/* So that who blocks us is known before a short lock_timeout ends. */
static int
wait_milliseconds(const struct postgresql *pg)
{
    const double half = pg->engine.options.lock_timeout * 1000 / 2;
    return half <= 0 || half > 1000 ? 1000 : half < 50 ? 50 : (int)half;
}

/* Looks who blocks a statement that takes long: soon, and then from time to time. Told is
 * the first one only. */
static void
blocker_tell(struct postgresql *pg, double *next)
{
    static const double EVERY = 5;
    const double now = time_monotonic();
    if (now < *next)
        return;
    *next = now + (*next > 0 ? EVERY : 1);
    const bool known = pg->blocker.length > 0;
    if (blocker_look(pg) && !known && pg->engine.options.waiting)
        pg->engine.options.waiting(pg->engine.options.context, buf_text(&pg->blocker));
}

/* Waits until an answer is there. A signal cancels the statement, once; the server's
 * answer to that is awaited too, so that its outcome is known. */
struct error *
answer_wait(struct postgresql *pg, double most)
{
    const double start = time_monotonic();
    bool cancelled = false;
    double next = 0;
    while (pg->pq.PQisBusy(pg->connection)) {
        const int unsent = pg->pq.PQflush(pg->connection); /* 0 but in flight */
        if (unsent < 0)
            return connection_error(pg, "the connection to the server is lost");
        struct pollfd fds[] = {
            {.fd = pg->pq.PQsocket(pg->connection),
             .events = (short)(unsent ? POLLIN | POLLOUT : POLLIN)},
            {.fd = cancelled || pg->engine.calm ? -1 : interrupt_fd(), .events = POLLIN},
        };
        const int ready = poll(fds, 2, wait_milliseconds(pg));
        if (time_monotonic() - start > most)
            return connection_error(pg, "the server does not answer");
        if (ready == 0 && !cancelled)
            blocker_tell(pg, &next);
        if (ready == 0 && pg->engine.options.tick)
            pg->engine.options.tick(pg->engine.options.context);
        if (ready < 0 && errno != EINTR) {
            struct error *error =
                error_new(ERROR_FAILED, "waiting for the server: %s", strerror(errno));
            break_off(pg);
            return error;
        }
        if (interrupt_signal() && !cancelled && !pg->engine.calm) {
            char why[256];
            cancelled = true;
            /* What is in flight is run to its end then, and told. */
            if (!pg->pq.PQcancel(pg->cancel, why, sizeof why) && !pg->in_flight)
                return interrupt_check();
        }
        if (ready > 0 && fds[0].revents & ~POLLOUT &&
            !pg->pq.PQconsumeInput(pg->connection))
            return connection_error(pg, "the connection to the server is lost");
    }
    return NULL;
}

static void
copy_end(struct postgresql *pg, ExecStatusType status)
{
    if (status == PGRES_COPY_IN)
        copy_send(pg);
    char *row = NULL;
    while (status == PGRES_COPY_OUT && pg->pq.PQgetCopyData(pg->connection, &row, 0) > 0)
        pg->pq.PQfreemem(row);
}

struct error *
answers_take(struct postgresql *pg, struct str sql, void (*keep)(void *, PGresult *),
             void *context)
{
    struct error *error = NULL;
    for (bool any = false;; any = true) {
        struct error *lost = answer_wait(pg, INFINITY);
        if (lost) {
            error_free(error);
            return lost;
        }
        PGresult *result = pg->pq.PQgetResult(pg->connection);
        if (!result && !any) /* nor had libpq memory for an error */
            return connection_error(pg, "the connection to the server is lost");
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
        if (is_lost(pg))
            return error ? error
                         : connection_error(pg, "the connection to the server is lost");
    }
}

/* A COMMIT whose answer never came may have happened. */
struct error *
lost_explain(struct postgresql *pg, struct error *error, struct str sql)
{
    if (!error || !is_lost(pg))
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
