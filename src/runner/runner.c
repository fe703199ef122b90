#include "migrate/runner.h"

#include "migrate/interrupt.h"
#include "migrate/time.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

enum { PLANS_MAX = 1000 }; /* how often others may overtake us before we give up */

/* From the texts of the version table to revisions; the log knows who applied a row that
 * no script explains. */
static struct error *
rows_resolve(struct indices *rows, struct runner *runner, struct names texts)
{
    struct str unknown = {0};
    struct error *error =
        target_rows(rows, runner->graph, runner->arena, texts, &unknown);
    if (!error || !unknown.length || engine_has(runner->engine, ENGINE_PRINTS))
        return error;
    struct version version;
    struct error *lost = version_open(&version, runner);
    const char *who = lost ? NULL : log_who(&version, unknown);
    error_free(lost);
    struct buf id = {.arena = runner->arena};
    buf_shown(&id, unknown);
    return who ? error_detail(error, "%s was applied %s", buf_text(&id), who) : error;
}

struct error *
run_rows_resolve(struct run *run, struct names texts)
{
    return rows_resolve(&run->rows, run->runner, texts);
}

struct error *
runner_look(struct runner *runner)
{
    struct version version = {0};
    struct version_look look;
    return version_look(&look, &version, runner, false);
}

struct error *
runner_current(struct indices *rows, struct runner *runner)
{
    struct version version = {0};
    struct version_look look;
    struct error *error = version_look(&look, &version, runner, false);
    return error ? error : rows_resolve(rows, runner, look.rows);
}

struct error *
runner_rows(struct indices *rows, struct names *unknown, struct runner *runner)
{
    struct version version = {0};
    struct version_look look;
    *rows = (struct indices){0};
    *unknown = (struct names){0};
    struct error *error = version_look(&look, &version, runner, false);
    if (error)
        return error;
    unknown->items = arena_array(runner->arena, look.rows.count + 1, sizeof(struct str));
    for (size_t i = 0; i < look.rows.count; i++) {
        const size_t revision = graph_find(runner->graph, look.rows.items[i]);
        if (revision == GRAPH_NONE)
            unknown->items[unknown->count++] =
                str_from(str_dup(runner->arena, look.rows.items[i]));
        else
            indices_add(rows, runner->arena, revision);
    }
    return NULL;
}

void
run_tell(const struct run *run, enum event_kind kind, double seconds)
{
    struct event event = {.kind = kind,
                          .graph = run->runner->graph,
                          .count = kind == EVENT_DONE ? run->done : run->plan.count,
                          .seconds = seconds,
                          .from = run->rows};
    if (kind == EVENT_PLAN)
        event.step = run->plan.steps;
    run->runner->report->tell(run->runner->report, &event);
}

struct error *
run_read_rows(struct run *run)
{
    struct names texts;
    struct error *error;
    if ((error = version_open(&run->version, run->runner)) ||
        (error = version_read(&texts, &run->version)))
        return error;
    return rows_resolve(&run->rows, run->runner, texts);
}

/* The same, with what the log is asked before the first step; and with the lock. */
static struct error *
run_look(struct run *run, bool lock)
{
    struct version_look look;
    struct error *error = version_look(&look, &run->version, run->runner, lock);
    if (error)
        return error;
    run->asked = look.log;
    run->unfinished = look.unfinished;
    run->logged = look.edits;
    return rows_resolve(&run->rows, run->runner, look.rows);
}

static bool
rows_differ(const struct rows *a, const struct rows *b)
{
    bool differ = a->count != b->count;
    for (size_t i = 0; !differ && i < a->count * a->columns; i++)
        differ = strcmp(log_value(a, 0, i), log_value(b, 0, i)) != 0;
    return differ;
}

/* What another run may be at: how far each half-done step is. */
static struct error *
progress_read(struct version_look *look, struct run *run)
{
    struct error *error = engine_begin(run->runner->engine, false);
    if (!error)
        error = version_look(look, &run->version, run->runner, false);
    struct error *back = engine_rollback(run->runner->engine, NULL);
    return error ? error : back;
}

/* Where no lock keeps other runs away, a step that is half done may be one that another
 * run is at: such a run writes all the time, and who begins a transaction waits for its
 * statement. So for a while it is watched whether anything moves. */
static bool
is_overtaken(struct run *run)
{
    enum { TIMES = 20 };
    static const double PAUSE = 0.05;
    struct version_look before, now;
    if (engine_has(run->runner->engine, ENGINE_SESSION_LOCK) ||
        engine_has(run->runner->engine, ENGINE_PRINTS) || run->runner->dry_run)
        return false;
    struct error *error = step_rows_check(run);
    bool moved = error && error->kind == ERROR_MOVED;
    error_free(error);
    before = (struct version_look){.unfinished = run->unfinished};
    error = run->asked || moved ? NULL : progress_read(&before, run);
    for (int i = 0; i < TIMES && !error && !moved && !interrupt_signal(); i++) {
        if (!(error = progress_read(&now, run)))
            moved = rows_differ(&before.unfinished, &now.unfinished);
        if (!moved)
            time_sleep(PAUSE);
    }
    error_free(error);
    return moved;
}

static struct error *
run_replan(struct run *run, bool lock)
{
    struct error *error = NULL;
    for (int plans = 0; plans < PLANS_MAX; plans++) {
        error_free(error);
        error = run->goal.fixed ? run_read_rows(run) : run_look(run, lock && !plans);
        if (error || (error = run_plan(run)) || (error = run_fits(run)) ||
            (error = run_fits_pooler(run)) || (error = recovered_check(run)))
            return error;
        /* Once is enough, before the first step. */
        if (run->goal.fixed)
            return NULL;
        error = unfinished_check(run);
        if (!error || !is_overtaken(run))
            break;
    }
    return error ? error : edits_check(run);
}

/* How often the step at hand was tried in vain, and since when. */
struct tries {
    size_t count;
    double start;
};

/* lock_not_available, serialization_failure, deadlock_detected: somebody was in the way,
 * and the step was rolled back. */
static bool
is_passing(const struct error *error)
{
    static const char *const states[] = {"55P03", "40001", "40P01"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(error->sqlstate, states[i]) == 0)
            return true;
    return false;
}

/* Whether the step may be tried again; then it waits, longer each time, with jitter, so
 * that whoever was in the way is not met at the same moment again. */
static bool
step_again(const struct run *run, struct tries *tries, const struct error *error)
{
    const struct runner *runner = run->runner;
    const double now = time_monotonic();
    if (!tries->count)
        tries->start = now;
    if (!is_passing(error) || !run->prepared[run->next].section.transactional ||
        tries->count >= runner->retries || now - tries->start >= runner->retry_for ||
        !engine_alive(runner->engine))
        return false;
    double pause = 0.1 * (double)(1U << (tries->count < 6 ? tries->count : 6));
    pause *= 0.5 + (double)(arc4random() % 1000) / 1000;
    tries->count++;
    const struct event event = {.kind = EVENT_RETRY,
                                .graph = runner->graph,
                                .revision = run->prepared[run->next].revision,
                                .index = tries->count,
                                .count = runner->retries,
                                .message = error->message,
                                .seconds = pause};
    runner->report->tell(runner->report, &event);
    time_sleep(pause);
    return true;
}

/* The lock was lost between two steps: it is taken again, and the plan made from what is
 * there then. */
static struct error *
run_refresh(struct run *run)
{
    run->stale = false;
    struct error *error = version_lock(&run->version);
    return error ? error : run_replan(run, false);
}

struct error *
run_steps(struct run *run)
{
    struct tries tries = {0};
    while (run->next < run->plan.count) {
        struct error *error = interrupt_check();
        const size_t before = run->next;
        const bool flies = !error && flight_possible(run, run->next);
        error = error   ? step_rollback(run, error)
                : flies ? flights_run(run)
                        : step_apply(run);
        if (run->next > before)
            tries = (struct tries){0};
        if (error && step_again(run, &tries, error)) {
            error_free(error);
            continue;
        }
        if (error) {
            step_tell_held(run);
            return error;
        }
        if (!flies) {
            run->grounded_once = false;
            run->goal.fixed = true;
            run->next++;
            run->done++;
            tries = (struct tries){0};
        }
        if (run->stale && run->next < run->plan.count && (error = run_refresh(run)))
            return error;
    }
    return NULL;
}

/* A step found the rows moved, but they are as planned from: its own script moves them.
 */
static struct error *
moved_by_script(const struct run *run, struct error *error)
{
    error->kind = ERROR_FAILED;
    const char *triggers =
        engine_alive(run->runner->engine) ? version_triggers(&run->version) : NULL;
    if (triggers)
        error = error_hint_instead(
            error, "%s has %s, which may undo what is written there: drop or disable it",
            run->version.table, triggers);
    else
        error = error_hint_instead(
            error,
            "does the script itself change %s? Take that out: the runner moves its rows; "
            "or give the runner a table of another name with version_table",
            run->version.table);
    return run->next < run->plan.count ? step_error(run, error) : error;
}

bool
same_rows(struct indices a, struct indices b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; i < a.count && same; i++)
        same = indices_have(b, a.items[i]);
    return same;
}

enum { SAME_MAX = 3 };

/* Applies until the plan is empty; when somebody was faster, from the new state. */
static struct error *
run_apply(struct run *run)
{
    for (int plans = 1, same = 0;; plans++) {
        struct error *error = run_steps(run);
        if (!error || error->kind != ERROR_MOVED)
            return error;
        if (plans == PLANS_MAX || same == SAME_MAX)
            return moved_by_script(run, error);
        const struct indices before = run->rows;
        /* Of a step outside a transaction another run may do the statements; and who took
         * our lock may have done nothing. */
        const bool may_stay = !run->prepared[run->next].section.transactional ||
                              run->runner->engine->lock_lost;
        error_free(error);
        time_sleep(0.02 * (double)(arc4random() % 100) / 100);
        if (run->runner->engine->lock_lost && (error = version_lock(&run->version)))
            return error;
        if ((error = run_replan(run, false)))
            return error;
        same = !may_stay && same_rows(before, run->rows) ? same + 1 : 0;
    }
}

/* All steps in one transaction have one setting of the foreign keys: those that say
 * something about it must agree. */
static struct error *
together_facts(struct engine_facts *facts, const struct run *run)
{
    const struct prepared *first = NULL;
    for (size_t i = 0; i < run->plan.count; i++) {
        const struct prepared *prepared = &run->prepared[i];
        if (prepared->facts.modes.length)
            return section_locate(
                &prepared->section, prepared->revision,
                error_hint(error_at(prepared->facts.modes.data, ERROR_USAGE,
                                    "this step wants a transaction of its own kind"),
                           "run without \"--transaction run\""));
        if (!prepared->facts.sets_foreign_keys)
            continue;
        if (first && first->facts.foreign_keys != prepared->facts.foreign_keys)
            return error_locate(
                error_hint(
                    error_at(prepared->section.at, ERROR_USAGE,
                             "foreign_keys is to be %s here, but %s in %s, and they "
                             "share one transaction",
                             prepared->facts.foreign_keys ? "on" : "off",
                             prepared->facts.foreign_keys ? "off" : "on",
                             first->revision->path),
                    "run without \"--transaction run\""),
                prepared->revision->path, prepared->revision->text);
        first = first ? first : prepared;
    }
    *facts = first ? first->facts : (struct engine_facts){0};
    return NULL;
}

/* One transaction around all steps. */
static struct error *
run_together(struct run *run)
{
    struct engine *engine = run->runner->engine;
    struct engine_facts facts;
    struct foreign_keys keys = {0};
    struct error *error = together_facts(&facts, run);
    run->group_rows = run->rows;
    if (error || (error = foreign_keys_set(&keys, engine, &facts)) ||
        (error = engine_begin(engine, false)))
        return error;
    if (!(error = step_alone_check(run)))
        error = version_create(&run->version);
    if (!error)
        error = foreign_keys_count(&keys, engine, run->runner->arena);
    for (; !error && run->next < run->plan.count; run->next++, run->done++) {
        if (!(error = step_apply(run)))
            error = engine_reset(engine);
        if (error)
            break;
    }
    if (!error)
        error = foreign_keys_check(&keys, engine, run->runner->arena);
    if (!error)
        error = engine_commit(engine);
    if (error && error->kind == ERROR_MOVED)
        error->kind = ERROR_FAILED;
    if (error && !engine_alive(engine))
        error = lost_settle(run, &run->plan.steps[run->plan.count - 1], error);
    if (error && run->done && error->kind != ERROR_HALFWAY)
        error =
            error_detail(error, "the %zu step%s before it %s rolled back too", run->done,
                         run->done == 1 ? "" : "s", run->done == 1 ? "is" : "are");
    if (error)
        return engine_rollback(engine, error);
    step_tell_held(run);
    return foreign_keys_restore(&keys, engine);
}

/* Of all runs on this database and version table, one works at a time. */
static struct error *
run_lock(struct run *run)
{
    struct runner *runner = run->runner;
    interrupt_catch();
    if (!engine_has(runner->engine, ENGINE_PRINTS))
        return run_replan(run, true);
    struct error *error = version_lock(&run->version);
    return error ? error : run_fits(run);
}

/* Tells of every step and statement without running any. */
static struct error *
run_show(struct run *run)
{
    const struct sql_dialect *dialect = run->runner->engine->dialect;
    struct error *unfit = run_fits(run);
    if (unfit || (unfit = unfinished_check(run)) || (unfit = recovered_check(run)) ||
        (unfit = edits_check(run)))
        return unfit;
    for (; run->next < run->plan.count; run->next++, run->done++) {
        step_tell(run, EVENT_STEP);
        step_notice(run);
        const struct str sql = run->prepared[run->next].section.text;
        struct sql_scanner scanner = {
            .lexer = {dialect, sql.data, sql.data + sql.length}};
        size_t index = 0;
        for (bool found = true; found;) {
            struct sql_statement statement;
            struct error *error = sql_next(&scanner, &statement, &found);
            if (!error && statement.body.length &&
                sql_control(dialect, &statement) == SQL_CONTROL_NONE)
                error = step_before(run, ++index, &statement);
            if (error)
                return error;
        }
    }
    return NULL;
}

/* Nothing is to be run; but a script that was put below an applied one, and so counts as
 * applied, must not be passed over in silence. */
static struct error *
run_nothing(struct run *run)
{
    if (engine_has(run->runner->engine, ENGINE_PRINTS) || !run->rows.count)
        return NULL;
    return edits_check(run);
}

void
run_tell_database(const struct runner *runner)
{
    const struct event event = {.kind = EVENT_DATABASE, .graph = runner->graph};
    if (!engine_has(runner->engine, ENGINE_PRINTS))
        runner->report->tell(runner->report, &event);
}

static struct error *
run_locked(struct run *run)
{
    run_tell_database(run->runner);
    struct error *error = run_lock(run);
    if (!error)
        error = run->runner->one_transaction && run->plan.count ? run_together(run)
                                                                : run_apply(run);
    return error ? error : engine_unlock(run->runner->engine);
}

/* Where the database is after a step failed; unless nobody knows. */
static struct error *
run_stopped(const struct run *run, struct error *error)
{
    const struct runner *runner = run->runner;
    if (!run->began || engine_has(runner->engine, ENGINE_PRINTS) ||
        (error->kind == ERROR_HALFWAY && !engine_alive(runner->engine)))
        return error;
    const struct indices rows = runner->one_transaction ? run->group_rows : run->rows;
    const size_t done = runner->one_transaction ? 0 : run->done;
    return error_detail(error, "at %s, %zu of %zu step%s done",
                        rows.count ? graph_names(runner->graph, rows) : "base", done,
                        run->done + run->plan.count - run->next,
                        run->done + run->plan.count - run->next == 1 ? "" : "s");
}

static struct error *
run_goal(struct run *run)
{
    const double start = time_monotonic();
    struct runner *runner = run->runner;
    struct error *error = run_look(run, false);
    if (error || (error = run_plan(run)))
        return error;
    const bool works = run->plan.count > 0;
    if (works)
        run_tell(run, EVENT_PLAN, 0);
    if (runner->dry_run && works)
        return run_show(run);
    if (!works && (error = unfinished_check(run))) {
        /* The step that seems to have stopped may be one that another run is at. */
        if (runner->dry_run)
            return error;
        error_free(error);
        error = run_locked(run);
    } else {
        error = works ? run_locked(run) : run_nothing(run);
    }
    if (error)
        return works ? run_stopped(run, error) : error;
    run_tell(run, EVENT_DONE, time_monotonic() - start);
    return NULL;
}

struct error *
runner_upgrade(struct runner *runner, struct str target)
{
    struct run run = {.runner = runner,
                      .goal = {.direction = DIRECTION_UP, .target = target}};
    return run_goal(&run);
}

struct error *
runner_downgrade(struct runner *runner, struct str target)
{
    struct run run = {.runner = runner,
                      .goal = {.direction = DIRECTION_DOWN, .target = target}};
    return run_goal(&run);
}
