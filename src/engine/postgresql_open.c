/* Connecting. */
#include "postgresql.h"

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
    pg->pid = pg->pq.PQbackendPID(pg->connection);
    pg->pq.PQsetNoticeReceiver(pg->connection, on_notice, pg);
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
        (error = connect_to(pg, conninfo, options)))
        postgresql_close(&pg->engine);
    else
        *engine = &pg->engine;
    arena_free(&arena);
    return error;
}
