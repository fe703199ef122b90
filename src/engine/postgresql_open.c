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

static bool
is_option(const PQconninfoOption *options, struct str key)
{
    for (; options->keyword; options++)
        if (str_is(key, options->keyword))
            return true;
    return str_is(key, "ssl"); /* of JDBC's URLs, which libpq takes too */
}

static struct error *
unknown_parameter(const PQconninfoOption *options, struct str key)
{
    /* What other programs put there. */
    static const struct {
        const char *name, *hint;
    } others[] = {{"schema",
                   "take it out, and say options=-csearch_path%3DNAME in its place, or "
                   "set version_table_schema"},
                  {"pgbouncer", "take it out: a pooler is noticed by itself"},
                  {"connection_limit", "take it out: a run uses one connection"},
                  {"pool_timeout", "take it out: a run uses one connection"},
                  {"search_path", "write options=-csearch_path%3DNAME"}};
    const char *known[64];
    size_t count = 0;
    for (; options->keyword && count < 64; options++)
        known[count++] = options->keyword;
    bool plain = key.length > 0 && key.length <= 32;
    for (size_t i = 0; i < key.length; i++)
        plain &= (key.data[i] >= 'a' && key.data[i] <= 'z') || key.data[i] == '_';
    if (!plain)
        return error_hint(error_new(ERROR_USAGE,
                                    "the database URL has a parameter that libpq does "
                                    "not know"),
                          "in a password write %%3F for ?, %%26 for &");
    struct error *error =
        error_new(ERROR_USAGE,
                  "the database URL has a parameter that libpq does not "
                  "know: %.*s",
                  STR_ARG(key));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_is(key, others[i].name))
            return error_hint(error, "%s", others[i].hint);
    const char *nearest = str_nearest(key, known, count);
    return nearest ? error_hint(error, "did you mean %s?", nearest) : error;
}

/* What libpq says of a parameter that it does not know quotes the URL. */
static struct error *
parameters_check(struct postgresql *pg, const char *conninfo)
{
    struct arena arena = {0};
    char *why = NULL;
    struct error *error = NULL;
    PQconninfoOption *options = pg->pq.PQconninfoParse("", &why);
    struct str query;
    str_before(str_from(conninfo), '?', &query, NULL);
    while (options && query.length && !error) {
        struct str value;
        const struct str key =
            str_before(str_before(query, '&', &query, NULL), '=', &value, NULL);
        const struct str plain = url_decode(&arena, key);
        if (!is_option(options, plain))
            error = unknown_parameter(options, plain);
    }
    pg->pq.PQconninfoFree(options);
    pg->pq.PQfreemem(why);
    arena_free(&arena);
    return error;
}

/* The password that libpq will use, as it reads the URL, so that it can be kept out of
 * every message. */
static struct error *
password_note(struct postgresql *pg, const char *conninfo, const char *password)
{
    char *why = NULL;
    struct error *error = parameters_check(pg, conninfo);
    if (error)
        return error;
    PQconninfoOption *options = pg->pq.PQconninfoParse(conninfo, &why);
    if (!options) {
        /* Its message quotes the URL. */
        pg->pq.PQfreemem(why);
        return error_hint(error_new(ERROR_USAGE, "libpq cannot read the database URL"),
                          "as in postgresql://user@host:5432/database?sslmode=require");
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
