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
    struct error *error = engine_reconnect(engine, wait > least ? wait : least);
    /* The lost session has the lock as long as it works on: what it does last is done
     * when we have it. */
    return error ? error : version_lock(&run->version);
}

struct error *
step_happened(bool *happened, struct run *run, const struct step *step)
{
    const struct indices before = run->rows;
    struct error *error = run_read_rows(run);
    if (!error) {
        const struct place place = {run->runner->graph, run->runner->arena, run->rows};
        const bool applied = target_applied(&place)[step->revision];
        *happened = applied == (step->direction == DIRECTION_UP);
    }
    run->rows = before;
    return error;
}

struct error *
lost_settle(struct run *run, const struct step *step, struct error *error)
{
    bool happened = false;
    const bool doubt = error->kind == ERROR_HALFWAY; /* its COMMIT was sent */
    if (interrupt_signal())
        return error;
    struct error *again = lost_reconnect(run, doubt);
    if (!again)
        again = step_happened(&happened, run, step);
    if (again) {
        error = error_detail(error,
                             "nor can the server be asked what became of the step: "
                             "%s",
                             again->message);
        error_free(again);
        return error;
    }
    if (!happened) {
        error->kind = ERROR_FAILED;
        return error_hint_instead(
            error, "another connection shows that the step was rolled back; run again");
    }
    const struct event event = {
        .kind = EVENT_NOTICE,
        .graph = run->runner->graph,
        .revision = run->runner->graph->revisions[step->revision],
        .severity = "notice",
        .message = "the connection was lost; another one shows that the step is done"};
    run->runner->report->tell(run->runner->report, &event);
    error_free(error);
    return NULL;
}
