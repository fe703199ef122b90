/* Whether each down section undoes its up section, and can be followed by it again. */
#include "schema.h"

#include "migrate/plan.h"

#include <string.h>

struct verifying {
    struct scratch *scratch;
    const struct graph *graph;
    const struct expansion *expansion;
    const struct schema_filter *filter;
    const struct plan *plan;
    struct schema before; /* the step at hand */
    bool rows;            /* each table gets a row before each section */
};

static struct error *
look(struct verifying *verifying, struct schema *schema)
{
    return scratch_look(schema, verifying->scratch, verifying->filter);
}

static struct error *
section_run(struct verifying *verifying, const struct revision *revision,
            enum direction direction)
{
    return scratch_run(verifying->scratch, revision, direction, verifying->expansion);
}

/* After a finding the database is not to be trusted any more. */
static struct error *
again_from_base(struct verifying *verifying, size_t steps)
{
    struct error *error = scratch_clear(verifying->scratch);
    for (size_t i = 0; !error && i < steps; i++)
        error = section_run(
            verifying, verifying->graph->revisions[verifying->plan->steps[i].revision],
            DIRECTION_UP);
    return error;
}

static bool
has_down(struct verifying *verifying, const struct revision *revision)
{
    struct sections sections;
    struct error *error = revision_sections(
        &sections, revision, verifying->scratch->engine->dialect, verifying->expansion);
    const bool has = !error && sections.down.at && !revision->irreversible;
    error_free(error);
    return has;
}

static bool
is_fine(const struct finding *finding)
{
    return !finding->error && !finding->lines.count;
}

/* One more section, and what its outcome should be (NULL: anything); `finding` is set if
 * it is not. */
static struct error *
try(struct verifying *verifying, const struct revision *revision,
    enum direction direction, const struct schema *wanted, struct finding *finding)
{
    struct scratch *scratch = verifying->scratch;
    struct counts before, after;
    struct schema now;
    struct error *error = NULL;
    if (verifying->rows &&
        ((error = rows_seed(scratch)) || (error = rows_count(&before, scratch))))
        return error;
    finding->error = section_run(verifying, revision, direction);
    if (finding->error &&
        (!engine_alive(scratch->engine) || is_no_fault_of_sql(finding->error)))
        return finding->error;
    if (finding->error)
        return NULL;
    if (verifying->rows && !(error = rows_count(&after, scratch)))
        finding->lines = rows_lost(&before, &after, scratch->arena);
    if (error || finding->lines.count || !wanted)
        return error;
    if (!(error = look(verifying, &now)))
        finding->lines = schema_compare(&now, wanted, scratch->arena);
    return error;
}

static struct error *
step_verify(struct verifying *verifying, size_t step, schema_tell *tell, void *context)
{
    const struct revision *revision =
        verifying->graph->revisions[verifying->plan->steps[step].revision];
    struct schema after;
    struct finding finding = {.revision = revision, .when = "after up, with rows"};
    struct error *error = verifying->rows
                              ? try(verifying, revision, DIRECTION_UP, NULL, &finding)
                              : section_run(verifying, revision, DIRECTION_UP);
    if (!error && !is_fine(&finding)) {
        tell(context, revision, &finding);
        error = again_from_base(verifying, step + 1);
        finding = (struct finding){.revision = revision};
    }
    if (error || (error = look(verifying, &after)))
        return error;
    finding.when = "after down";
    const struct schema before = verifying->before;
    verifying->before = after;
    if (!has_down(verifying, revision)) {
        tell(context, revision, NULL);
        return NULL;
    }
    error = try(verifying, revision, DIRECTION_DOWN, &before, &finding);
    if (!error && is_fine(&finding)) {
        finding.when = "after up, down and up again";
        error = try(verifying, revision, DIRECTION_UP, &after, &finding);
    }
    if (error)
        return error;
    const bool fine = is_fine(&finding);
    tell(context, revision, fine ? NULL : &finding);
    return fine ? NULL : again_from_base(verifying, step + 1);
}

struct error *
schema_verify(struct scratch *scratch, const struct graph *graph, struct indices targets,
              const struct verification *wanted, const struct expansion *expansion,
              const struct schema_filter *filter, schema_tell *tell, void *context)
{
    const struct place place = {graph, scratch->arena, {0}};
    struct plan plan;
    struct verifying verifying = {.scratch = scratch,
                                  .graph = graph,
                                  .expansion = expansion,
                                  .filter = filter,
                                  .plan = &plan,
                                  .rows = wanted->rows};
    struct error *error = plan_upgrade(&plan, &place, targets);
    bool looked = false;
    for (size_t i = 0; !error && i < plan.count; i++) {
        const size_t revision = plan.steps[i].revision;
        if (wanted->set && !wanted->set[revision]) {
            error = section_run(&verifying, graph->revisions[revision], DIRECTION_UP);
            looked = false;
            continue;
        }
        if (!looked)
            error = look(&verifying, &verifying.before);
        looked = true;
        if (!error)
            error = step_verify(&verifying, i, tell, context);
    }
    return error;
}
