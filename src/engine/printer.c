/* The driver behind --sql: what the others would send is printed, in the same order. */
#include "driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct printer {
    struct engine engine;
    bool transaction;
};

static struct error *
printer_open(struct engine **engine, const struct engine_options *options)
{
    (void)options;
    struct printer *printer = memory_or_abort(calloc(1, sizeof *printer));
    *engine = &printer->engine;
    return NULL;
}

static void
printer_close(struct engine *engine)
{
    free(engine);
}

/* How much of a statement is printed before its semicolon, which the last one of a script
 * may lack. */
static size_t
sql_length(const struct engine *engine, struct str sql)
{
    const struct sql_statement *statement = engine->statement;
    if (!statement)
        return sql.length;
    const struct str body = statement->body;
    if (!body.length || body.data[body.length - 1] == ';')
        return 0;
    return (size_t)(body.data + body.length - sql.data);
}

static struct error *
printer_exec(struct engine *engine, struct str sql, size_t *changed)
{
    struct printer *printer = (struct printer *)engine;
    FILE *out = engine->options.print;
    while (sql.length && (sql.data[0] == '\n' || sql.data[0] == '\r'))
        sql = str_cut(sql, 1);
    const size_t length = sql_length(engine, sql);
    fwrite(sql.data, 1, length, out);
    fputs(length ? ";" : "", out);
    fwrite(sql.data + length, 1, sql.length - length, out);
    fputc('\n', out);
    *changed = 1; /* there is nobody to ask; the plan says so */
    if (str_is(sql, "COMMIT"))
        printer->transaction = false;
    else if (!engine->statement && str_starts(sql, str_from(engine->dialect->begin)))
        printer->transaction = true;
    return ferror(out) ? error_locate(error_new(ERROR_FAILED, "cannot write the SQL: %s",
                                                strerror(errno)),
                                      "standard output", (struct str){0})
                       : NULL;
}

static struct error *
printer_query(struct engine *engine, struct arena *arena, const char *sql,
              struct rows *rows)
{
    (void)engine, (void)arena, (void)rows;
    return error_new(ERROR_FAILED, "with --sql there is no database to ask: %s", sql);
}

static bool
printer_transaction(struct engine *engine)
{
    return ((struct printer *)engine)->transaction;
}

static struct error *
session_print(struct engine *engine, enum session_reset reset)
{
    if (engine->dialect != &sql_postgresql)
        return NULL; /* sqlite's driver opens the file anew, which no statement can say */
    struct arena arena = {0};
    size_t changed;
    const char *sql = postgresql_session(&arena, &engine->options, reset);
    struct error *error = printer_exec(engine, str_from(sql), &changed);
    arena_free(&arena);
    return error;
}

/* Who runs the printed SQL holds no lock of ours. But as with us nothing may run after
 * the first error, so psql and sqlite3 are told to stop there. */
static struct error *
printer_lock(struct engine *engine, struct arena *arena, const char *name,
             struct questions *more)
{
    (void)arena, (void)name, (void)more;
    fputs(engine->dialect == &sql_postgresql ? "\\set ON_ERROR_STOP on\n" : ".bail on\n",
          engine->options.print);
    return session_print(engine, SESSION_KEEP);
}

static struct error *
printer_reset(struct engine *engine)
{
    return session_print(engine,
                         engine->in_transaction ? SESSION_RESET_INSIDE : SESSION_RESET);
}

const struct engine_driver engine_printer = {
    .name = "printer",
    .features = ENGINE_PRINTS | ENGINE_SCHEMAS,
    .open = printer_open,
    .close = printer_close,
    .exec = printer_exec,
    .query = printer_query,
    .transaction = printer_transaction,
    .lock = printer_lock,
    .reset = printer_reset,
};
