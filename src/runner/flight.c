/* Steps in flight: where the database allows it, the statements of several steps are sent
 * ahead, and their answers taken in order. Each step is its own transaction as ever;
 * after the first error nothing runs. What would be looked at between two statements (the
 * lock, how many rows an UPDATE changed) the server checks itself, as a statement that
 * fails. */
#include "migrate/interrupt.h"
#include "migrate/time.h"
#include "run.h"

#include <string.h>

enum { STEPS = 64, BYTES = 1 << 20 };

enum message_kind {
    MESSAGE_OURS,
    MESSAGE_LOCK,   /* fails when another run has it */
    MESSAGE_CLEAN,  /* fails when the step before left something in the session */
    MESSAGE_ROWS,   /* fails when the version rows are not as planned */
    MESSAGE_CREATE, /* fails when somebody else made the table */
    MESSAGE_STATEMENT,
    MESSAGE_COMMAND /* of psql: nothing is sent */
};

struct message {
    enum message_kind kind;
    struct sql_statement statement;
};

struct flight {
    struct arena arena;
    size_t bytes;
    struct version before; /* the tables as they were */
    VEC(struct message) messages;
};

struct flights {
    struct run *run;
    struct flight list[STEPS]; /* a ring */
    size_t first, count, bytes;
    size_t next;          /* the step to be sent */
    struct error *unsent; /* why it could not be */
    struct indices rows;  /* as the steps sent so far leave them */
};

bool
flight_possible(const struct run *run, size_t step)
{
    const struct runner *runner = run->runner;
    if (!engine_can_fly(runner->engine) || run->grounded || run->grounded_once ||
        runner->one_transaction || step >= run->plan.count)
        return false;
    const struct prepared *prepared = &run->prepared[step];
    return prepared->section.transactional && !prepared->facts.copies &&
           prepared->section.text.length < BYTES && prepared->logged.length < BYTES;
}

/* --- Sending ----------------------------------------------------------------------- */

static struct error *
message_send(struct flights *flights, struct flight *flight, enum message_kind kind,
             struct str sql)
{
    const struct message message = {.kind = kind};
    vec_push(&flight->messages, &flight->arena, message);
    flight->bytes += sql.length;
    return engine_submit(flights->run->runner->engine, sql);
}

static struct error *
list_send(struct flights *flights, struct flight *flight, enum message_kind kind,
          const char *const *list, size_t count)
{
    struct error *error = NULL;
    for (size_t i = 0; i < count && !error; i++)
        error = message_send(flights, flight, kind, str_from(list[i]));
    return error;
}

static struct error *
begin_send(struct flights *flights, struct flight *flight)
{
    struct run *run = flights->run;
    const char *clean = NULL;
    const char *const *list = engine_flight_begins(
        run->runner->engine, run->runner->scratch, &run->prepared[flights->next].facts,
        step_has_more(run, flights->next), &clean);
    size_t count = 0;
    while (list[count])
        count++;
    struct error *error = NULL;
    if (clean) { /* in the transaction that the first of the list begins */
        error = list_send(flights, flight, MESSAGE_OURS, list++, 1);
        count--;
        if (!error)
            error = message_send(flights, flight, MESSAGE_CLEAN, str_from(clean));
    }
    if (!error)
        error = list_send(flights, flight, MESSAGE_OURS, list, count - 1);
    if (!error)
        error = list_send(flights, flight, MESSAGE_LOCK, list + count - 1, 1);
    return error ? error : engine_push(run->runner->engine);
}

static struct error *
section_send(struct flights *flights, struct flight *flight)
{
    const struct run *run = flights->run;
    const struct prepared *prepared = &run->prepared[flights->next];
    const struct str sql = prepared->section.text;
    const struct sql_dialect *dialect = run->runner->engine->dialect;
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct message message = {.kind = MESSAGE_STATEMENT};
        if ((error = sql_next(&scanner, &message.statement, &found)))
            break;
        if (message.statement.command != SQL_COMMAND_NONE)
            message.kind = MESSAGE_COMMAND;
        else if (!message.statement.body.length ||
                 engine_skips(&prepared->facts, dialect, &message.statement))
            continue;
        vec_push(&flight->messages, &flight->arena, message);
        flight->bytes += message.statement.sql.length;
        if (message.kind == MESSAGE_COMMAND)
            continue;
        /* Each is answered at once, so that people see where it is. */
        error = engine_submit(run->runner->engine, message.statement.sql);
        if (!error)
            error = engine_push(run->runner->engine);
    }
    return error;
}

/* An UPDATE of our row fails when another program moved it; an INSERT does not: so first
 * other programs are kept off, and the rows compared with those of the plan. */
static struct error *
freeze_send(struct flights *flights, struct flight *flight)
{
    const struct run *run = flights->run;
    struct arena *arena = run->runner->scratch;
    const char *table = run->version.table;
    struct error *error =
        message_send(flights, flight, MESSAGE_OURS,
                     str_from(arena_printf(
                         arena, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", table)));
    const char *condition = version_sql(
        &run->version, "(SELECT {count}(*) FROM %s) {=} %zu", table, flights->rows.count);
    const struct names names = step_names(run, flights->rows);
    for (size_t i = 0; i < names.count; i++) {
        struct buf name = {.arena = arena};
        sql_literal(&name, run->runner->engine->dialect, names.items[i]);
        condition =
            version_sql(&run->version,
                        "%s AND EXISTS (SELECT FROM %s WHERE version_num::{text} {=} %s)",
                        condition, table, buf_text(&name));
    }
    const char *sql =
        arena_printf(arena, "SELECT %s", engine_check_sql(arena, condition));
    return error ? error : message_send(flights, flight, MESSAGE_ROWS, str_from(sql));
}

/* The version rows and the log row, each of which must be one row that changed. */
static struct error *
books_send(struct flights *flights, struct flight *flight)
{
    struct run *run = flights->run;
    struct arena *arena = run->runner->scratch;
    const struct step *step = &run->plan.steps[flights->next];
    struct version_batch batch = {0};
    version_move(&batch, &run->version, step_names(run, step->removes),
                 step_names(run, step->adds));
    step_log(&batch, run, flights->next);
    struct buf sql = {.arena = arena}, checks = {.arena = arena};
    for (size_t i = 0; i < batch.count; i++) {
        buf_printf(&sql, "%s m%zu AS (%s RETURNING 1)", i ? "," : "WITH", i,
                   batch.items[i]);
        buf_printf(&checks, "%s%s", i ? ", " : "",
                   engine_check_sql(
                       arena, version_sql(&run->version,
                                          "(SELECT {count}(*) FROM m%zu) {=} 1", i)));
    }
    buf_printf(&sql, " SELECT %s", buf_text(&checks));
    return message_send(flights, flight, MESSAGE_ROWS, buf_str(&sql));
}

static struct error *
step_send(struct flights *flights)
{
    struct run *run = flights->run;
    struct engine *engine = run->runner->engine;
    struct flight *flight = &flights->list[(flights->first + flights->count) % STEPS];
    const struct step *step = &run->plan.steps[flights->next];
    *flight = (struct flight){.before = run->version};
    struct version_batch tables = {0};
    version_create_sql(&tables, &run->version);
    struct error *error;
    if ((error = begin_send(flights, flight)) ||
        (error =
             list_send(flights, flight, MESSAGE_CREATE, tables.items, tables.count)) ||
        (error = section_send(flights, flight)))
        return error;
    /* A function may have set the role, too. */
    error =
        message_send(flights, flight, MESSAGE_OURS, STR("RESET SESSION AUTHORIZATION"));
    if (!error && !step->removes.count)
        error = freeze_send(flights, flight);
    if (error || (error = books_send(flights, flight)))
        return error;
    const char *durable =
        engine_flight_durable(engine, step_has_more(run, flights->next));
    if (durable)
        error = message_send(flights, flight, MESSAGE_OURS, str_from(durable));
    if (error || (error = message_send(flights, flight, MESSAGE_OURS, STR("COMMIT"))))
        return error;
    version_created(&run->version);
    flights->rows = step_rows_after(run, flights->rows, step);
    flights->bytes += flight->bytes;
    flights->count++;
    flights->next++;
    arena_reset(run->runner->scratch);
    if (flights->next == run->plan.count && (error = engine_unlock_ahead(engine)))
        return error;
    return engine_push(engine);
}

/* --- Taking the answers ------------------------------------------------------------ */

/* A rule or view stands in the way of RETURNING: then one by one. */
static bool
is_no_returning(const struct error *error)
{
    static const char feature_not_supported[] = "0A000", wrong_state[] = "55000";
    return strcmp(error->sqlstate, feature_not_supported) == 0 ||
           strcmp(error->sqlstate, wrong_state) == 0;
}

static struct error *
error_explain(struct flights *flights, enum message_kind kind, struct error *error)
{
    struct run *run = flights->run;
    struct engine *engine = run->runner->engine;
    run->grounded |= kind == MESSAGE_ROWS && is_no_returning(error);
    run->grounded_once |= kind == MESSAGE_CLEAN && engine_failed_check(error);
    if (kind == MESSAGE_LOCK && engine_failed_check(error)) {
        error_free(error);
        engine->lock_lost = true;
        return error_new(ERROR_MOVED, "another run took the lock of this one");
    }
    if (kind == MESSAGE_ROWS && engine_failed_check(error)) {
        error_free(error);
        return error_hint(error_new(ERROR_MOVED, "the rows of %s are not as planned",
                                    run->version.table),
                          "somebody else is working on this database; run again");
    }
    return kind == MESSAGE_ROWS || kind == MESSAGE_CREATE ? moved_if_taken(error) : error;
}

/* The answers of the oldest step. */
static struct error *
step_take(struct flights *flights)
{
    struct run *run = flights->run;
    struct engine *engine = run->runner->engine;
    struct flight *flight = &flights->list[flights->first];
    size_t index = 0;
    vec_each (&flight->messages, message) {
        struct error *error = NULL;
        if (message->kind == MESSAGE_COMMAND)
            error = engine_command(engine, &message->statement);
        else if (message->kind != MESSAGE_STATEMENT)
            error = engine_collect(engine);
        else if (!(error = step_before(run, ++index, &message->statement)))
            error = engine_collect_statement(engine, &message->statement);
        if (error)
            return error_explain(flights, message->kind, error);
    }
    return NULL;
}

static void
flight_drop(struct flights *flights)
{
    struct flight *flight = &flights->list[flights->first];
    flights->bytes -= flight->bytes;
    arena_free(&flight->arena);
    flights->first = (flights->first + 1) % STEPS;
    flights->count--;
}

static void
step_done(struct flights *flights, double start)
{
    struct run *run = flights->run;
    engine_flight_committed(run->runner->engine, step_has_more(run, run->next));
    step_finish(run, time_monotonic() - start);
    run->goal.fixed = true;
    run->next++;
    run->done++;
    flight_drop(flights);
}

static bool
may_send(const struct flights *flights)
{
    return flights->count < STEPS && flights->bytes < BYTES && !interrupt_signal() &&
           flight_possible(flights->run, flights->next);
}

/* Sends as much as may be under way. One that cannot be sent leaves those before it to
 * their end, which is told first. */
static void
flights_send(struct flights *flights)
{
    while (!flights->unsent && may_send(flights)) {
        flights->unsent = step_send(flights);
        if (flights->unsent)
            arena_free(&flights->list[(flights->first + flights->count) % STEPS].arena);
    }
}

static struct error *
flights_fly(struct flights *flights)
{
    for (;;) {
        flights_send(flights);
        if (!flights->count)
            break;
        const double start = time_monotonic();
        flights->run->began = true;
        step_tell(flights->run, EVENT_STEP);
        step_notice(flights->run);
        struct error *error = step_take(flights);
        if (error) {
            error_free(flights->unsent);
            return error;
        }
        step_done(flights, start);
    }
    return flights->unsent;
}

/* --- When the connection is lost --------------------------------------------------- */

/* Which steps happened is what the version rows show to who has the lock: it is free only
 * when the session that was lost has ended. */
static struct error *
rows_look(struct run *run)
{
    struct error *error;
    if ((error = lost_reconnect(run, true)) || (error = version_lock(&run->version)) ||
        (error = run_read_rows(run)))
        return error;
    return engine_unlock(run->runner->engine);
}

static struct error *
flights_settle(struct flights *flights, struct error *error)
{
    struct run *run = flights->run;
    const struct indices before = run->rows;
    if (interrupt_signal()) {
        error->kind = ERROR_HALFWAY;
        return error_hint_instead(error, "which of the steps sent were committed is not "
                                         "known: \"migrate current\" tells");
    }
    struct error *again = rows_look(run);
    if (again) {
        error->kind = ERROR_HALFWAY;
        error =
            error_detail(error, "nor can the server be asked what became of the step: %s",
                         again->message);
        error_free(again);
        return error_hint_instead(error, "\"migrate current\" tells what is applied");
    }
    const struct place place = {run->runner->graph, run->runner->arena, run->rows};
    const bool *applied = target_applied(&place);
    const struct indices now = run->rows;
    run->rows = before;
    size_t happened = 0;
    while (flights->count) {
        const struct step *step = &run->plan.steps[run->next];
        if (applied[step->revision] != (step->direction == DIRECTION_UP))
            break;
        if (happened++)
            step_tell(run, EVENT_STEP);
        lost_tell(run, step);
        step_done(flights, time_monotonic());
    }
    run->stale = true;
    if (!flights->count)
        return error_free(error), NULL;
    if (happened)
        error->at = NULL; /* in a step that is done */
    else if (!same_rows(now, before))
        error =
            error_detail(error, "steps that were told as done are gone too: the server "
                                "stopped before they were on its disk");
    run->rows = now;
    error->kind = ERROR_FAILED;
    return error_hint_instead(error,
                              "another connection shows that the step was rolled back, "
                              "and the database at %s; run again",
                              now.count ? graph_names(run->runner->graph, now) : "base");
}

struct error *
flights_run(struct run *run)
{
    struct engine *engine = run->runner->engine;
    struct flights flights = {.run = run, .next = run->next, .rows = run->rows};
    struct error *error = engine_flight_start(engine);
    if (!error)
        error = flights_fly(&flights);
    struct error *unlocked =
        !error && run->next == run->plan.count ? engine_unlock(engine) : NULL;
    engine_flight_end(engine, error != NULL);
    if (unlocked)
        return unlocked;
    if (error) {
        if (flights.count)
            run->version = flights.list[flights.first].before;
        error = step_rollback(run, error);
        if (!engine_alive(engine) && flights.count)
            error = flights_settle(&flights, error);
        else if (run->grounded || run->grounded_once) {
            error_free(error);
            error = NULL;
        }
        if (error)
            error = step_error(run, error);
    }
    while (flights.count)
        flight_drop(&flights);
    return error;
}
