/* Whether each down section undoes its up section, and can be followed by it again.
 *
 * Each worker has a scratch database of its own, goes all the way up, and looks closely
 * at the blocks of steps that it takes: going up is cheap beside reading what came of it.
 */
#include "schema.h"

#include "migrate/plan.h"

#include <pthread.h>
#include <string.h>

/* What a step has to tell. */
struct result {
    bool done;
    struct finding findings[2];
    size_t count;
};

struct verifying {
    struct scratch *scratch; /* the one that was given */
    const struct graph *graph;
    const struct schema_filter *filter;
    const struct verification *wanted;
    struct plan plan;
    pthread_mutex_t mutex;
    pthread_cond_t news;
    size_t next;    /* the first step that nobody has taken yet */
    size_t working; /* workers */
    struct result *results;
};

struct worker {
    struct verifying *verifying;
    struct scratch *scratch, own;
    struct scratch line; /* from the first finding on: it only goes up */
    size_t line_at;      /* steps that ran there */
    bool lineless;       /* there can be none */
    struct expansion expansion;
    struct arena steps[2]; /* of this step and the last one */
    struct arena kept;     /* of the results */
    struct schema before;  /* the step at hand */
    size_t at;             /* steps that were run */
    bool looked;           /* `before` is what they made */
    bool spoilt;           /* by a finding: it is not what they made any more */
    struct counts least;   /* rows before the last step up */
    struct error *error;
    size_t failed; /* at this step */
    pthread_t thread;
    bool running;
};

enum { BLOCK = 8 };

static const struct revision *
revision_of(const struct verifying *verifying, size_t step)
{
    return verifying->graph->revisions[verifying->plan.steps[step].revision];
}

static bool
is_wanted(const struct verifying *verifying, size_t step)
{
    return !verifying->wanted->set ||
           verifying->wanted->set[verifying->plan.steps[step].revision];
}

static struct error *
look(struct worker *worker, struct schema *schema)
{
    return scratch_look(schema, worker->scratch, worker->verifying->filter);
}

static struct error *
section_run(struct worker *worker, size_t step, enum direction direction)
{
    return scratch_run(worker->scratch, revision_of(worker->verifying, step), direction,
                       &worker->expansion);
}

/* The server may have no more sessions for us. */
static bool
line_ready(struct worker *worker)
{
    const struct scratch *like = worker->scratch;
    if (like->transaction || worker->lineless)
        return false;
    if (worker->line.engine)
        return true;
    struct error *error = scratch_open(&worker->line, &like->options, false, like->arena);
    worker->line.own_server = like->own_server;
    worker->lineless = error || worker->line.transaction;
    if (worker->lineless)
        scratch_close(&worker->line);
    error_free(error);
    return !worker->lineless;
}

/* After a finding the database is not to be trusted any more. In most histories there are
 * many: going up from base for each would take the square of the steps. */
static struct error *
again_from_base(struct worker *worker, size_t steps)
{
    struct scratch *scratch = worker->scratch, *clean = scratch;
    size_t none = 0, *at = &none;
    struct error *error = NULL;
    if (line_ready(worker)) {
        clean = &worker->line;
        at = &worker->line_at;
    } else {
        error = scratch_clear(scratch);
    }
    for (clean->arena = scratch->arena; !error && *at < steps; ++*at)
        error = scratch_run(clean, revision_of(worker->verifying, *at), DIRECTION_UP,
                            &worker->expansion);
    return error || clean == scratch ? error : scratch_copy(scratch, clean);
}

static bool
has_down(struct worker *worker, const struct revision *revision)
{
    struct sections sections;
    struct error *error = revision_sections(
        &sections, revision, worker->scratch->engine->dialect, &worker->expansion);
    const bool has = !error && sections.down.at && !revision->irreversible;
    error_free(error);
    return has;
}

static bool
is_fine(const struct finding *finding)
{
    return !finding->error && !finding->lines.count;
}

static void
keep(struct worker *worker, size_t step, struct finding finding)
{
    struct result *result = &worker->verifying->results[step];
    struct str *lines =
        arena_array(&worker->kept, finding.lines.count + 1, sizeof *lines);
    for (size_t i = 0; i < finding.lines.count; i++)
        lines[i] = str_from(str_dup(&worker->kept, finding.lines.items[i]));
    finding.revision = revision_of(worker->verifying, step);
    finding.lines.items = lines;
    result->findings[result->count++] = finding;
}

/* A row that the script brings along may be the one that we put there. */
static bool
is_duplicate(const struct error *error)
{
    return strcmp(error->sqlstate, "23505") == 0 ||
           strstr(error->message, "UNIQUE constraint failed");
}

/* One more section, and what its outcome should be (NULL: anything); `finding` is set if
 * it is not. */
static struct error *
try(struct worker *worker, size_t step, enum direction direction,
    const struct schema *wanted, struct finding *finding)
{
    struct scratch *scratch = worker->scratch;
    const bool rows = worker->verifying->wanted->rows;
    struct counts before, after;
    struct schema now;
    struct error *error = NULL;
    if (rows && ((error = rows_seed(scratch)) || (error = rows_count(&before, scratch))))
        return error;
    if (rows && direction == DIRECTION_UP)
        worker->least = before;
    finding->error = section_run(worker, step, direction);
    if (finding->error && rows && direction == DIRECTION_UP &&
        is_duplicate(finding->error)) {
        error_free(finding->error);
        finding->error = NULL;
        worker->least = (struct counts){0};
        return again_from_base(worker, step + 1);
    }
    if (finding->error &&
        (!engine_alive(scratch->engine) || is_no_fault_of_sql(finding->error)))
        return finding->error;
    if (finding->error)
        return NULL;
    if (rows && !(error = rows_count(&after, scratch)))
        /* What a script brought along, it may take back. */
        finding->lines =
            rows_lost(&before, &after, direction == DIRECTION_UP ? NULL : &worker->least,
                      scratch->arena);
    if (error || finding->lines.count || !wanted)
        return error;
    if ((error = look(worker, &now)))
        return error;
    finding->lines = schema_compare(&now, wanted, scratch->arena);
    if (!finding->lines.count)
        finding->lines = schema_unmanaged(&now, wanted, scratch->arena);
    return NULL;
}

static struct error *
step_verify(struct worker *worker, size_t step)
{
    struct schema after;
    struct finding finding = {.when = "after up, with rows"};
    struct error *error = worker->verifying->wanted->rows
                              ? try(worker, step, DIRECTION_UP, NULL, &finding)
                              : section_run(worker, step, DIRECTION_UP);
    if (!error && !is_fine(&finding)) {
        keep(worker, step, finding);
        error = again_from_base(worker, step + 1);
        finding = (struct finding){0};
    }
    if (error || (error = look(worker, &after)))
        return error;
    finding.when = "after down";
    const struct schema before = worker->before;
    worker->before = after;
    if (!has_down(worker, revision_of(worker->verifying, step)))
        return NULL;
    error = try(worker, step, DIRECTION_DOWN, &before, &finding);
    if (!error && is_fine(&finding)) {
        finding.when = "after up, down and up again";
        error = try(worker, step, DIRECTION_UP, &after, &finding);
    }
    if (error || is_fine(&finding))
        return error;
    keep(worker, step, finding);
    worker->spoilt = true;
    return NULL;
}

/* Each step has its memory until the next one is done. */
static struct error *
step_run(struct worker *worker, size_t step, bool wanted)
{
    struct error *error = worker->spoilt ? again_from_base(worker, step) : NULL;
    worker->spoilt = false;
    if (!error && wanted && !worker->looked)
        error = look(worker, &worker->before);
    if (error)
        return error;
    struct arena *arena = &worker->steps[step % 2];
    arena_free(arena);
    worker->scratch->arena = worker->expansion.arena = arena;
    worker->looked = wanted;
    return wanted ? step_verify(worker, step) : section_run(worker, step, DIRECTION_UP);
}

static void
done_tell(struct worker *worker, size_t step)
{
    struct verifying *verifying = worker->verifying;
    pthread_mutex_lock(&verifying->mutex);
    verifying->results[step].done = true;
    pthread_cond_signal(&verifying->news);
    pthread_mutex_unlock(&verifying->mutex);
}

static struct error *
block_run(struct worker *worker, size_t from, size_t to)
{
    for (size_t step = from; step < to; step++) {
        if (!is_wanted(worker->verifying, step))
            continue;
        for (; worker->at <= step; worker->at++) {
            struct error *error = step_run(worker, worker->at, worker->at == step);
            if (error) {
                worker->failed = worker->at;
                return error;
            }
        }
        done_tell(worker, step);
    }
    return NULL;
}

/* The first has the scratch database that was given; the others do without when they
 * can have none. */
static bool
scratch_ready(struct worker *worker, const struct scratch *like)
{
    worker->scratch->arena = worker->expansion.arena = &worker->steps[1];
    if (worker->scratch != &worker->own)
        return true;
    struct error *error =
        scratch_open(&worker->own, &like->options, false, &worker->steps[1]);
    if (!error && worker->own.transaction)
        error = error_new(ERROR_USAGE, "there can be no more than one");
    worker->own.own_server = like->own_server;
    error_free(error);
    return !error;
}

static void *
work(void *context)
{
    struct worker *worker = context;
    struct verifying *verifying = worker->verifying;
    const size_t count = verifying->plan.count;
    size_t from = scratch_ready(worker, verifying->scratch) ? 0 : count;
    while (from < count && !worker->error) {
        pthread_mutex_lock(&verifying->mutex);
        from = verifying->next;
        verifying->next += from < count ? BLOCK : 0;
        pthread_mutex_unlock(&verifying->mutex);
        const size_t to = from + BLOCK < count ? from + BLOCK : count;
        worker->error = block_run(worker, from, to);
    }
    scratch_close(&worker->line);
    if (worker->scratch == &worker->own)
        scratch_close(&worker->own);
    pthread_mutex_lock(&verifying->mutex);
    verifying->working--;
    pthread_cond_signal(&verifying->news);
    pthread_mutex_unlock(&verifying->mutex);
    return NULL;
}

/* As they come, in their order, until one does not come any more. */
static void
results_tell(struct verifying *verifying, schema_tell *tell, void *context)
{
    for (size_t step = 0; step < verifying->plan.count; step++) {
        struct result *result = &verifying->results[step];
        if (!is_wanted(verifying, step))
            continue;
        pthread_mutex_lock(&verifying->mutex);
        while (!result->done && verifying->working)
            pthread_cond_wait(&verifying->news, &verifying->mutex);
        pthread_mutex_unlock(&verifying->mutex);
        const struct revision *revision = revision_of(verifying, step);
        for (size_t i = 0; i < result->count; i++)
            tell(context, revision, &result->findings[i]);
        if (!result->count && result->done)
            tell(context, revision, NULL);
        result->count = 0;
        if (!result->done)
            return;
    }
}

static size_t
jobs_of(const struct verifying *verifying)
{
    size_t wanted = 0;
    for (size_t step = 0; step < verifying->plan.count; step++)
        wanted += is_wanted(verifying, step);
    const size_t blocks = (wanted + BLOCK - 1) / BLOCK, jobs = verifying->wanted->jobs;
    return verifying->scratch->transaction || jobs < 1 ? 1
           : jobs < blocks                             ? jobs
                                                       : blocks;
}

/* What went wrong at the earliest step. */
static struct error *
workers_end(struct worker *workers, size_t count)
{
    struct error *error = NULL;
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        struct worker *worker = &workers[i];
        if (worker->error && (!error || worker->failed < failed)) {
            error_free(error);
            error = worker->error;
            failed = worker->failed;
        } else {
            error_free(worker->error);
        }
        arena_free(&worker->steps[0]);
        arena_free(&worker->steps[1]);
        arena_free(&worker->kept);
    }
    return error;
}

struct error *
schema_verify(struct scratch *scratch, const struct graph *graph, struct indices targets,
              const struct verification *wanted, const struct expansion *expansion,
              const struct schema_filter *filter, schema_tell *tell, void *context)
{
    struct arena *arena = scratch->arena;
    const struct place place = {graph, arena, {0}};
    struct verifying verifying = {.scratch = scratch,
                                  .graph = graph,
                                  .filter = filter,
                                  .wanted = wanted,
                                  .mutex = PTHREAD_MUTEX_INITIALIZER,
                                  .news = PTHREAD_COND_INITIALIZER};
    struct error *error = plan_upgrade(&verifying.plan, &place, targets);
    if (error)
        return error;
    verifying.results =
        arena_array(arena, verifying.plan.count + 1, sizeof *verifying.results);
    const size_t jobs = jobs_of(&verifying);
    struct worker *workers = arena_array(arena, jobs, sizeof *workers);
    verifying.working = jobs;
    for (size_t i = 0; i < jobs; i++) {
        struct worker *worker = &workers[i];
        worker->verifying = &verifying;
        worker->scratch = i ? &worker->own : scratch;
        worker->expansion = *expansion;
        worker->running = pthread_create(&worker->thread, NULL, work, worker) == 0;
        if (!worker->running)
            work(worker);
    }
    results_tell(&verifying, tell, context);
    for (size_t i = 0; i < jobs; i++)
        if (workers[i].running)
            pthread_join(workers[i].thread, NULL);
    scratch->arena = arena;
    /* What was found behind a step that could not be run is not told. */
    for (size_t step = 0; step < verifying.plan.count; step++)
        for (size_t i = 0; i < verifying.results[step].count; i++)
            error_free(verifying.results[step].findings[i].error);
    return workers_end(workers, jobs);
}
