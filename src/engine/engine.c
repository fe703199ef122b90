/* The rules that hold for every database. */
#include "migrate/engine.h"

#include "driver.h"
#include "migrate/interrupt.h"

#include <stdlib.h>
#include <string.h>

static const struct engine_driver *const drivers[] = {&engine_sqlite, &engine_postgresql};
enum { DRIVER_COUNT = sizeof drivers / sizeof *drivers };

const char *
rows_value(const struct rows *rows, size_t row, size_t column)
{
    return rows->values[row * rows->columns + column];
}

static struct error *
driver_find(const struct engine_driver **driver, const char *text)
{
    struct url url;
    struct error *error = url_parse(&url, text);
    if (error)
        return error;
    const char *known[DRIVER_COUNT * 4];
    size_t count = 0;
    for (size_t i = 0; i < DRIVER_COUNT; i++)
        for (const char *const *scheme = drivers[i]->schemes; *scheme; scheme++) {
            if (str_is(url.scheme, *scheme)) {
                *driver = drivers[i];
                return NULL;
            }
            known[count++] = *scheme;
        }
    if (str_is(url.scheme, "mysql") || str_is(url.scheme, "mariadb"))
        return error_new(ERROR_USAGE, "%.*s databases are not supported yet",
                         STR_ARG(url.scheme));
    const char *nearest = str_nearest(url.scheme, known, count);
    return error_hint(
        error_new(ERROR_USAGE, "unknown kind of database \"%.*s\" in the URL",
                  STR_ARG(url.scheme)),
        "%s%s", nearest ? "did you mean " : "use sqlite:// or postgresql://",
        nearest ? nearest : "");
}

static void
engine_init(struct engine *engine, const struct engine_driver *driver,
            const struct sql_dialect *dialect, const struct engine_options *options)
{
    engine->driver = driver;
    engine->dialect = dialect;
    engine->options = *options;
    engine->features = driver->features;
    engine->savepoint = arc4random();
}

struct error *
engine_open(struct engine **engine, const struct engine_options *options)
{
    const struct engine_driver *driver = NULL;
    struct error *error = driver_find(&driver, options->url);
    if (!driver || (error = driver->open(engine, options)))
        return error;
    engine_init(*engine, driver, driver->dialect, options);
    return NULL;
}

struct error *
engine_open_printer(struct engine **engine, const struct engine_options *options)
{
    const struct engine_driver *driver = NULL;
    struct error *error = driver_find(&driver, options->url);
    if (!driver || (error = engine_printer.open(engine, options)))
        return error;
    engine_init(*engine, &engine_printer, driver->dialect, options);
    return NULL;
}

struct error *
engine_dialect(const struct sql_dialect **dialect, const char *url)
{
    const struct engine_driver *driver = NULL;
    struct error *error = driver_find(&driver, url);
    *dialect = driver ? driver->dialect : NULL;
    return error;
}

struct error *
engine_copy(struct engine *engine, struct engine *from)
{
    return engine->driver->copy(engine, from);
}

void
engine_close(struct engine *engine)
{
    if (engine)
        engine->driver->close(engine);
}

bool
engine_has(const struct engine *engine, enum engine_feature feature)
{
    return engine->features & feature;
}

/* Of a COPY the data are not shown. */
static struct error *
send(struct engine *engine, struct str sql, size_t *changed)
{
    size_t ignored;
    if (engine->options.echo)
        engine->options.echo(engine->options.context,
                             engine->statement ? engine->statement->sql : sql);
    return engine->driver->exec(engine, sql, changed ? changed : &ignored);
}

struct error *
without_place(struct error *error)
{
    if (error)
        error->at = NULL;
    return error;
}

struct error *
engine_exec(struct engine *engine, const char *sql, size_t *changed)
{
    return without_place(send(engine, str_from(sql), changed));
}

struct error *
engine_query(struct engine *engine, struct arena *arena, const char *sql,
             struct rows *rows)
{
    *rows = (struct rows){0};
    if (engine->options.echo)
        engine->options.echo(engine->options.context, str_from(sql));
    return without_place(engine->driver->query(engine, arena, sql, rows));
}

const char *
questions_text(const struct engine *engine, struct arena *arena,
               struct questions *questions)
{
    struct buf all = {.arena = arena};
    for (size_t i = 0; i < questions->count; i++) {
        questions->rows[i] = (struct rows){0};
        buf_printf(&all, "%s%s", i ? "; " : "", questions->list[i]);
        if (engine->options.echo)
            engine->options.echo(engine->options.context, str_from(questions->list[i]));
    }
    return buf_text(&all);
}

struct error *
engine_query_list(struct engine *engine, struct arena *arena, struct questions *questions)
{
    struct error *error = NULL;
    questions->done = 0;
    if (!engine->driver->query_list) {
        for (size_t i = 0; i < questions->count && !error; i++) {
            error = engine_query(engine, arena, questions->list[i], &questions->rows[i]);
            questions->done += !error;
        }
        return error;
    }
    return without_place(engine->driver->query_list(
        engine, arena, questions_text(engine, arena, questions), questions->rows,
        &questions->done));
}

void
engine_comment(struct engine *engine, const char *text)
{
    if (engine_has(engine, ENGINE_PRINTS))
        fprintf(engine->options.print, "\n-- %s\n", text);
}

bool
engine_alive(struct engine *engine)
{
    return !engine->driver->alive || engine->driver->alive(engine);
}

struct error *
engine_reconnect(struct engine *engine, double seconds)
{
    engine->in_transaction = false;
    engine->pending = 0;
    return engine->driver->reconnect ? engine->driver->reconnect(engine, seconds) : NULL;
}

struct error *
engine_committed(struct engine *engine, enum outcome *outcome, double seconds)
{
    *outcome = OUTCOME_UNKNOWN;
    return engine->driver->committed
               ? without_place(engine->driver->committed(engine, outcome, seconds))
               : NULL;
}

struct error *
engine_lock(struct engine *engine, struct arena *arena, const char *name,
            struct questions *more)
{
    engine->lock_lost = false;
    more->done = 0;
    return engine->driver->lock
               ? without_place(engine->driver->lock(engine, arena, name, more))
               : NULL;
}

struct error *
engine_unlock(struct engine *engine)
{
    bool held = true;
    struct error *error =
        engine->driver->unlock ? engine->driver->unlock(engine, &held) : NULL;
    const struct engine_notice notice = {
        "warning",
        "the lock of this run was gone before its end: does a script free it?"};
    if (!error && !held && engine->options.notice)
        engine->options.notice(engine->options.context, &notice);
    return without_place(error);
}

struct error *
engine_lock_check(struct engine *engine)
{
    bool held = true;
    struct error *error =
        engine->driver->holds ? engine->driver->holds(engine, &held) : NULL;
    if (error || held)
        return without_place(error);
    engine->lock_lost = true;
    return error_new(ERROR_MOVED, "the lock of this run is gone");
}

struct error *
engine_reset(struct engine *engine)
{
    struct error *error = NULL;
    if (engine->group && engine->driver->touched && engine->driver->touched(engine))
        error = engine_flush(engine);
    if (error || !engine->driver->reset)
        return error;
    return without_place(engine->driver->reset(engine));
}

struct error *
engine_statement(struct engine *engine, const struct sql_statement *statement)
{
    engine->statement = statement;
    struct error *error =
        send(engine, engine_has(engine, ENGINE_PRINTS) ? statement->text : statement->sql,
             NULL);
    engine->statement = NULL;
    if (error && !error->at)
        error->at = statement->body.data;
    return error;
}

/* \echo 'a b' c */
static struct error *
echo(struct engine *engine, struct str rest)
{
    struct arena arena = {0};
    struct buf text = {.arena = &arena};
    struct str word;
    struct error *error = NULL;
    while (!(error = sql_command_word(&word, &rest, &arena)) && word.data) {
        buf_puts(&text, text.length ? " " : "");
        buf_add(&text, word);
    }
    const struct engine_notice notice = {"echo", buf_text(&text)};
    if (!error && engine->options.notice)
        engine->options.notice(engine->options.context, &notice);
    arena_free(&arena);
    return error;
}

struct error *
engine_command(struct engine *engine, const struct sql_statement *statement)
{
    if (statement->command == SQL_COMMAND_NONE)
        return NULL;
    if (engine_has(engine, ENGINE_PRINTS))
        return engine_statement(engine, statement);
    return statement->command == SQL_COMMAND_ECHO ? echo(engine, statement->arguments)
                                                  : NULL;
}

/* A function or DO block may have ended our transaction where no reader can see it. */
static struct error *
transaction_check(struct engine *engine, const struct sql_statement *statement)
{
    if (engine->driver->transaction(engine) == engine->in_transaction)
        return NULL;
    engine->in_transaction = false;
    return error_hint(
        error_at(statement->body.data, ERROR_HALFWAY,
                 "this statement ended the transaction of the step; what ran "
                 "before it was committed"),
        "see what is there, then \"migrate stamp\"; a script that commits by "
        "itself needs \"transaction: false\" in its header");
}

struct error *
engine_run(struct engine *engine, struct str sql, const struct engine_facts *facts,
           engine_before *before, void *context)
{
    struct sql_scanner scanner = {
        .lexer = {engine->dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    size_t index = 0;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        if ((error = sql_next(&scanner, &statement, &found)))
            return error;
        if (!statement.body.length) {
            if ((error = engine_command(engine, &statement)))
                return error;
            continue;
        }
        if (engine_skips(facts, engine->dialect, &statement))
            continue;
        error = interrupt_check();
        if (!error && before)
            error = before(context, ++index, &statement);
        if (!error)
            error = engine_statement(engine, &statement);
        if (!error)
            error = transaction_check(engine, &statement);
    }
    return error;
}
