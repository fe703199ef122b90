/* Connecting. */
#include "postgresql.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
postgresql_close(struct engine *engine)
{
    struct postgresql *pg = (struct postgresql *)engine;
    blocker_close(pg);
    arena_free(&pg->blocker_arena);
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

struct parameters {
    const char *keywords[16], *values[16];
    size_t count;
    struct arena *arena;
};

static void
parameter_add(struct parameters *parameters, const char *keyword, const char *value)
{
    parameters->keywords[parameters->count] = keyword;
    parameters->values[parameters->count++] = value;
}

static void
parameter_number(struct parameters *parameters, const char *keyword, double number)
{
    parameter_add(parameters, keyword, arena_printf(parameters->arena, "%.0f", number));
}

/* What stands after dbname wins over the URL in it; what stands before yields. */
static void
parameters_fill(struct parameters *parameters, const char *conninfo,
                const struct engine_options *options)
{
    enum { PROBES = 3, BETWEEN = 10 };
    parameter_number(parameters, "connect_timeout", ceil(options->connect_timeout));
    if (options->keepalive > 0) {
        parameter_number(parameters, "keepalives_idle", ceil(options->keepalive));
        parameter_number(parameters, "keepalives_interval", BETWEEN);
        parameter_number(parameters, "keepalives_count", PROBES);
        parameter_number(parameters, "tcp_user_timeout",
                         (ceil(options->keepalive) + PROBES * BETWEEN) * 1000);
    }
    parameter_add(parameters, "fallback_application_name", options->application);
    parameter_add(parameters, "dbname", conninfo);
    if (options->database)
        parameter_add(parameters, "dbname", options->database);
    parameter_add(parameters, "client_encoding", "UTF8");
    if (options->password)
        parameter_add(parameters, "password", options->password);
    parameter_add(parameters, NULL, NULL);
}

/* Whether the server (or, of several, one that may be written to) may yet come. */
static bool
may_come(struct postgresql *pg, const struct parameters *parameters)
{
    const PGPing ping = pg->pq.PQpingParams(parameters->keywords, parameters->values, 1);
    const char *message = pg->pq.PQerrorMessage(pg->connection);
    return ping == PQPING_REJECT || ping == PQPING_NO_RESPONSE ||
           strstr(message, "session is") || strstr(message, "hot standby mode");
}

static void
connected(struct postgresql *pg)
{
    if (pg->cancel)
        pg->pq.PQfreeCancel(pg->cancel);
    pg->cancel = pg->pq.PQgetCancel(pg->connection);
    pg->pid = pg->pq.PQbackendPID(pg->connection);
    pg->broken = false;
    pg->engine.version = pg->pq.PQserverVersion(pg->connection);
    pg->pq.PQsetNoticeReceiver(pg->connection, on_notice, pg);
}

static const double PAUSE = 0.25;

static struct error *
connect_to(struct postgresql *pg, const char *conninfo,
           const struct engine_options *options, struct arena *arena)
{
    struct parameters parameters = {.arena = arena};
    parameters_fill(&parameters, conninfo, options);
    const double start = time_monotonic();
    for (bool told = false;; told = true) {
        pg->connection =
            pg->pq.PQconnectdbParams(parameters.keywords, parameters.values, 1);
        if (!pg->connection)
            memory_or_abort(NULL);
        if (pg->pq.PQstatus(pg->connection) == CONNECTION_OK)
            break;
        struct error *interrupted = interrupt_check();
        if (interrupted)
            return interrupted;
        if (time_monotonic() - start >= options->wait || !may_come(pg, &parameters))
            return error_hint(connection_error(pg, "cannot connect"),
                              "check database.url and that the server is up; --wait "
                              "waits for one that is still starting");
        if (!told && options->waiting)
            options->waiting(options->context, "the server takes no connections yet");
        pg->pq.PQfinish(pg->connection);
        pg->connection = NULL;
        time_sleep(PAUSE);
    }
    connected(pg);
    return NULL;
}

struct error *
postgresql_reconnect(struct engine *engine, double seconds)
{
    struct postgresql *pg = (struct postgresql *)engine;
    const double start = time_monotonic();
    postgresql_flight_end(engine);
    pg->locks = pg->reset_due = engine->pooled = false;
    engine->features = engine->driver->features;
    for (;;) {
        pg->pq.PQreset(pg->connection);
        if (pg->pq.PQstatus(pg->connection) == CONNECTION_OK)
            break;
        struct error *interrupted = interrupt_check();
        if (interrupted)
            return interrupted;
        if (time_monotonic() - start >= seconds)
            return connection_error(pg, "cannot connect");
        time_sleep(PAUSE);
    }
    connected(pg);
    return NULL;
}

struct error *
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
        (error = connect_to(pg, conninfo, options, &arena)))
        postgresql_close(&pg->engine);
    else
        *engine = &pg->engine;
    arena_free(&arena);
    return error;
}
