/* A connection that was lost: what became of the step, as another one shows. */
#include "migrate/interrupt.h"
#include "run.h"

static const double SECONDS = 5, SECONDS_IN_DOUBT = 30;

struct error *
lost_reconnect(struct run *run, bool doubt)
{
    struct engine *engine = run->runner->engine;
    const double least = doubt ? SECONDS_IN_DOUBT : SECONDS;
    const double wait = engine->options.wait;
    return engine_reconnect(engine, wait > least ? wait : least);
}

struct error *
step_happened(bool *happened, struct run *run, const struct step *step)
{
    struct error *error = run_read_rows(run);
    if (error)
        return error;
    const struct place place = {run->runner->graph, run->runner->arena, run->rows};
    *happened =
        target_applied(&place)[step->revision] == (step->direction == DIRECTION_UP);
    return NULL;
}

/* The step is not done; the rows, which another run may have moved, say what is. */
static struct error *
rolled_back(struct run *run, struct error *error)
{
    struct error *unknown = run_read_rows(run);
    error->kind = ERROR_FAILED;
    if (!unknown)
        return error_hint_instead(
            error,
            "another connection shows that the step was rolled back, and the database at "
            "%s; run again",
            run->rows.count ? graph_names(run->runner->graph, run->rows) : "base");
    error_free(unknown);
    return error_hint_instead(
        error, "another connection shows that the step was rolled back; run again");
}

void
lost_tell(const struct run *run, const struct step *step)
{
    const struct event event = {
        .kind = EVENT_NOTICE,
        .graph = run->runner->graph,
        .revision = run->runner->graph->revisions[step->revision],
        .severity = "notice",
        .message = "the connection was lost; another one shows that the step is done"};
    run->runner->report->tell(run->runner->report, &event);
}

struct error *
lost_settle(struct run *run, const struct step *step, struct error *error)
{
    const bool doubt = error->kind == ERROR_HALFWAY; /* its COMMIT was sent */
    enum outcome outcome = OUTCOME_NOTHING;
    if (interrupt_signal())
        return error;
    struct error *again = lost_reconnect(run, doubt);
    if (!again && doubt)
        again = engine_committed(run->runner->engine, &outcome, SECONDS_IN_DOUBT);
    if (!again && outcome == OUTCOME_DONE) {
        /* After a failover another transaction may have the number: the rows agree, or it
         * was not ours. */
        const struct indices before = run->rows;
        bool happened = false;
        again = step_happened(&happened, run, step);
        run->rows = before;
        if (!again && !happened)
            return error_hint_instead(
                error,
                "the server committed it, but the version rows do not show it: another "
                "run has gone back since, or the server is another one now; \"migrate "
                "history --log\" tells");
    }
    if (again) {
        error =
            error_detail(error, "nor can the server be asked what became of the step: %s",
                         again->message);
        error_free(again);
        return error;
    }
    if (outcome == OUTCOME_UNKNOWN)
        return error;
    if (outcome == OUTCOME_NOTHING)
        return rolled_back(run, error);
    lost_tell(run, step);
    error_free(error);
    run->stale = true;
    return NULL;
}
