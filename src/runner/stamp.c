/* Version rows set by hand: nothing runs, the log keeps who did it. */
#include "migrate/interrupt.h"
#include "run.h"

struct stamping {
    struct run run;
    struct names targets;
    bool purge;
    struct indices after;
    /* Steps that it closes, since the user says where the database stands; and those of
     * which the scripts are gone. */
    struct indices half_done;
    struct names gone;
};

/* The members of `from` that are not in `without`. */
static struct indices
less(struct arena *arena, struct indices from, struct indices without)
{
    struct indices rest = {0};
    for (size_t i = 0; i < from.count; i++)
        if (!indices_have(without, from.items[i]))
            indices_add(&rest, arena, from.items[i]);
    return rest;
}

/* From the rows in run->rows to those that shall be. */
static struct error *
stamp_resolve(struct stamping *stamping)
{
    const struct run *run = &stamping->run;
    const struct place place = {run->runner->graph, run->runner->arena, run->rows};
    return target_stamp(&stamping->after, &place, stamping->targets);
}

static void
stamp_log(struct version_batch *batch, struct stamping *stamping, struct indices list,
          const char *state)
{
    struct run *run = &stamping->run;
    for (size_t i = 0; i < list.count; i++) {
        const struct revision *revision = run->runner->graph->revisions[list.items[i]];
        const struct log_row row = {.revision = revision->id,
                                    .direction = "stamp",
                                    .state = state,
                                    .started = step_started(run),
                                    .path = revision->path,
                                    .script = run_logged(run, revision),
                                    .original = revision,
                                    .tokens_of = revision->text};
        log_add(batch, &run->version, &run->runner->identity, &row);
    }
}

/* The steps that stopped half-way; of those that are stamped the log says it anyway. */
static struct error *
stamp_half_done(struct stamping *stamping)
{
    struct run *run = &stamping->run;
    struct rows rows;
    stamping->half_done = (struct indices){0};
    stamping->gone = (struct names){0};
    if (engine_has(run->runner->engine, ENGINE_PRINTS))
        return NULL;
    struct arena *arena = run->runner->arena;
    struct error *error = log_unfinished(&rows, &run->version, arena);
    stamping->gone.items = arena_array(arena, rows.count + 1, sizeof(struct str));
    for (size_t i = 0; !error && i < rows.count; i++) {
        const struct str id = str_from(log_value(&rows, i, 0));
        const size_t revision = graph_find(run->runner->graph, id);
        if (revision == GRAPH_NONE)
            stamping->gone.items[stamping->gone.count++] = id;
        else
            indices_add(&stamping->half_done, arena, revision);
    }
    return error;
}

/* Closes them: each is applied now, or it is not. */
static struct error *
half_done_log(struct version_batch *batch, struct stamping *stamping,
              struct indices logged)
{
    struct run *run = &stamping->run;
    struct error *error = stamp_half_done(stamping);
    if (error)
        return error;
    const struct place place = {run->runner->graph, run->runner->arena, stamping->after};
    const bool *applied = target_applied(&place);
    for (size_t i = 0; i < stamping->half_done.count; i++) {
        size_t *revision = &stamping->half_done.items[i];
        if (!indices_have(logged, *revision))
            stamp_log(batch, stamping, (struct indices){revision, 1},
                      applied[*revision] ? "done" : "removed");
    }
    for (size_t i = 0; i < stamping->gone.count; i++) {
        const struct log_row row = {.revision = stamping->gone.items[i],
                                    .direction = "stamp",
                                    .state = "removed",
                                    .started = step_started(run)};
        log_add(batch, &run->version, &run->runner->identity, &row);
    }
    return NULL;
}

static struct error *
stamp_inside(struct stamping *stamping)
{
    struct run *run = &stamping->run;
    struct runner *runner = run->runner;
    struct error *error = NULL;
    /* Under the lock: the truth may have changed since the first look. */
    if (!engine_has(runner->engine, ENGINE_PRINTS) && !stamping->purge &&
        ((error = run_read_rows(run)) || (error = stamp_resolve(stamping))))
        return error;
    if ((error = version_create(&run->version)))
        return error;
    if (stamping->purge &&
        (error = engine_exec(
             runner->engine,
             arena_printf(runner->arena, "DELETE FROM %s", run->version.table), NULL)))
        return error;
    if (!stamping->purge && (error = step_freeze(run)))
        return error;
    const struct indices removes = less(runner->arena, run->rows, stamping->after);
    const struct indices adds = less(runner->arena, stamping->after, run->rows);
    struct version_batch batch = {0};
    version_move(&batch, &run->version, step_names(run, removes), step_names(run, adds));
    stamp_log(&batch, stamping, adds, "done");
    if (!adds.count)
        stamp_log(&batch, stamping, removes, "removed");
    if ((error = half_done_log(&batch, stamping, adds.count ? adds : removes)))
        return error;
    return version_send(&run->version, &batch);
}

static bool
stamp_changes(const struct stamping *stamping)
{
    const struct run *run = &stamping->run;
    return stamping->purge || stamping->half_done.count || stamping->gone.count ||
           run->rows.count != stamping->after.count ||
           less(run->runner->arena, run->rows, stamping->after).count;
}

static void
stamp_tell(const struct stamping *stamping)
{
    const struct run *run = &stamping->run;
    const struct event event = {.kind = EVENT_STAMP,
                                .graph = run->runner->graph,
                                .from = run->rows,
                                .to = stamping->after};
    run->runner->report->tell(run->runner->report, &event);
}

/* Whether the version table can hold what is to be stamped. */
static struct error *
stamp_fits(const struct stamping *stamping)
{
    const struct graph *graph = stamping->run.runner->graph;
    struct error *error = NULL;
    for (size_t i = 0; !error && i < stamping->after.count; i++)
        error = version_fits(&stamping->run.version,
                             graph->revisions[stamping->after.items[i]]);
    return error;
}

struct error *
runner_stamp(struct runner *runner, struct names targets, bool purge)
{
    struct stamping stamping = {
        .run = {.runner = runner}, .targets = targets, .purge = purge};
    struct version *version = &stamping.run.version;
    struct version_look look;
    struct error *error = version_look(&look, version, runner, false);
    if (!error && !purge)
        error = run_rows_resolve(&stamping.run, look.rows);
    if (error || (error = stamp_resolve(&stamping)) ||
        (error = stamp_half_done(&stamping)))
        return error;
    if (!stamp_changes(&stamping)) {
        stamp_tell(&stamping);
        return NULL;
    }
    interrupt_catch();
    if ((error = stamp_fits(&stamping)))
        return error;
    if (runner->dry_run) {
        stamp_tell(&stamping);
        return NULL;
    }
    run_tell_database(runner);
    if ((error = version_lock(version)) || (error = engine_begin(runner->engine, false)))
        return error;
    if ((error = stamp_inside(&stamping)) || (error = engine_commit(runner->engine))) {
        if (error->kind == ERROR_MOVED)
            error->kind = ERROR_FAILED;
        return engine_rollback(runner->engine, error);
    }
    stamp_tell(&stamping);
    return NULL;
}

static struct error *
ensure_inside(struct run *run)
{
    struct error *error = NULL;
    if (!engine_has(run->runner->engine, ENGINE_PRINTS) &&
        (error = version_open(&run->version, run->runner)))
        return error;
    if ((error = version_create(&run->version)))
        return error;
    return engine_commit(run->runner->engine);
}

struct error *
runner_ensure(struct runner *runner)
{
    struct run run = {.runner = runner};
    struct error *error = version_open(&run.version, runner);
    const bool log = !run.version.log || run.version.log_exists;
    if (error || (run.version.table_exists && log))
        return error;
    interrupt_catch();
    run_tell_database(runner);
    if ((error = version_lock(&run.version)) ||
        (error = engine_begin(runner->engine, false)))
        return error;
    error = ensure_inside(&run);
    return error ? engine_rollback(runner->engine, error) : NULL;
}
