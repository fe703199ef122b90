/* Scripts that are not as they were when they were applied. The log has their texts. */
#include "migrate/diff.h"
#include "migrate/digest.h"
#include "migrate/interrupt.h"
#include "run.h"

#include <string.h>

enum { DIFF_LINES = 8 };

struct comparing {
    struct runner *runner;
    const struct version *version;
    struct edits *edits;
};

static bool
same_names(struct names a, struct names b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; same && i < a.count; i++) {
        bool found = false;
        for (size_t k = 0; k < b.count; k++)
            found |= str_equal(a.items[i], b.items[k]);
        same = found;
    }
    return same;
}

static bool
same_tokens(const struct sql_dialect *dialect, const struct section *a,
            const struct section *b)
{
    char hashes[2][SQL_HASH_SIZE];
    sql_hash(dialect, a->kept, hashes[0]);
    sql_hash(dialect, b->kept, hashes[1]);
    return strcmp(hashes[0], hashes[1]) == 0;
}

/* What an edit changed, the gravest first. A text that cannot be read any more by the
 * rules of today counts as another one. */
static enum edit_kind
kind_of(const struct comparing *comparing, const struct revision *now, struct str before)
{
    const struct sql_dialect *dialect = comparing->runner->engine->dialect;
    struct arena *arena = comparing->runner->arena;
    struct revision then;
    struct sections old, new;
    const struct expansion *expansion = &comparing->runner->expansion;
    struct error *error = revision_parse(&then, arena, now->path, before);
    then.from_log = true;
    if (!error)
        error = revision_sections(&old, &then, dialect, expansion);
    if (!error)
        error = revision_sections(&new, now, dialect, expansion);
    if (error) {
        error_free(error);
        return EDIT_UP;
    }
    if (!same_names(then.parents, now->parents) ||
        !same_names(then.depends_on, now->depends_on))
        return EDIT_PARENTS;
    if (!same_tokens(dialect, &old.up, &new.up))
        return EDIT_UP;
    return same_tokens(dialect, &old.down, &new.down) ? EDIT_COSMETIC : EDIT_DOWN;
}

static struct error *
text_fetch(struct edit *edit, const struct comparing *comparing, const char *id)
{
    struct arena *arena = comparing->runner->arena;
    struct rows rows;
    struct error *error = engine_query(
        comparing->runner->engine, arena,
        version_sql(comparing->version,
                    "SELECT script, coalesce(user_name, '?'), coalesce(host, '?'),"
                    " coalesce(finished_at, started_at) FROM %s WHERE id {=} %s",
                    comparing->version->log, id),
        &rows);
    if (error || !rows.count)
        return error;
    edit->before = str_from(rows_value(&rows, 0, 0));
    edit->who =
        arena_printf(arena, "by %s on %s at %s", log_shown(arena, &rows, 0, 1),
                     log_shown(arena, &rows, 0, 2), log_shown(arena, &rows, 0, 3));
    return NULL;
}

/* A squash stands for the script that had its id: what it makes was proved equal. */
static bool
is_squash_of(const struct revision *now, struct str before, struct arena *arena)
{
    struct revision then;
    if (!now->squashes)
        return false;
    struct error *error = revision_parse(&then, arena, now->path, before);
    const bool squash = !error && !then.squashes;
    error_free(error);
    return squash;
}

/* One row of the log against the script of today. */
static struct error *
row_compare(const struct comparing *comparing, const struct revision *revision,
            const char *sha256, const char *id)
{
    char now[DIGEST_HEX_SIZE];
    revision_digest(revision, comparing->runner->engine->dialect,
                    &comparing->runner->expansion, now);
    if (strcmp(now, sha256) == 0)
        return NULL;
    struct edit edit = {.revision = revision};
    struct error *error = text_fetch(&edit, comparing, id);
    if (error || is_squash_of(revision, edit.before, comparing->runner->arena))
        return error;
    edit.kind = kind_of(comparing, revision, edit.before);
    vec_push(&comparing->edits->list, comparing->runner->arena, edit);
    return NULL;
}

/* Of each revision the last that was done with it, but nothing from before the last
 * stamp: who stamps says that the database is as the scripts say. */
const char *
edits_sql(const struct version *version, struct arena *arena)
{
    return sql_own(
        arena, version->engine->dialect,
        "SELECT l.revision, script_sha256, id FROM %s l JOIN (SELECT {max}(id) AS last "
        "FROM"
        " %s WHERE state {=} 'done' GROUP BY revision) newest ON newest.last {=} l.id"
        " WHERE id {>=} (SELECT coalesce({max}(id), 0) FROM %s WHERE direction {=} "
        "'stamp')"
        " AND direction {<>} 'down' AND script_sha256 IS NOT NULL ORDER BY id",
        version->log, version->log, version->log);
}

/* `found` is the answer to edits_sql(), or NULL. */
static struct error *
edits_find(struct edits *edits, struct runner *runner, const struct version *version,
           struct indices rows, const struct rows *found)
{
    *edits = (struct edits){0};
    if (!version->log_exists || engine_has(runner->engine, ENGINE_PRINTS))
        return NULL;
    const struct comparing comparing = {runner, version, edits};
    const struct place place = {runner->graph, runner->arena, rows};
    const bool *applied = target_applied(&place);
    struct rows asked;
    struct error *error = found ? NULL
                                : engine_query(runner->engine, runner->arena,
                                               edits_sql(version, runner->arena), &asked);
    found = found ? found : &asked;
    for (size_t i = 0; !error && i < found->count; i++) {
        const size_t revision =
            graph_find(runner->graph, str_from(log_value(found, i, 0)));
        if (revision != GRAPH_NONE && applied[revision])
            error = row_compare(&comparing, runner->graph->revisions[revision],
                                log_value(found, i, 1), log_value(found, i, 2));
    }
    return error;
}

const char *
edit_text(struct arena *arena, const struct edit *edit)
{
    static const char *const what[] = {
        [EDIT_COSMETIC] = "was edited after it was applied, but its SQL is the same",
        [EDIT_DOWN] = "has another down section than when it was applied",
        [EDIT_UP] = "was edited after it was applied",
        [EDIT_PARENTS] = "has other parents or dependencies than when it was applied"};
    return arena_printf(arena, "%.*s %s", STR_ARG(edit->revision->id), what[edit->kind]);
}

bool
edit_is_grave(const struct edit *edit)
{
    return edit->kind == EDIT_UP || edit->kind == EDIT_PARENTS;
}

struct error *
edit_error(struct arena *arena, const struct edit *edit)
{
    struct error *error = revision_error(
        edit->revision, error_new(ERROR_FOUND, "%s", edit_text(arena, edit)));
    error = error_detail(error, "applied %s", edit->who);
    error = error_detail(
        error, "%s", diff_lines(arena, edit->before, edit->revision->text, DIFF_LINES));
    return error_hint(error,
                      "put the script back and write a new revision for the change; or "
                      "\"migrate repair %.*s\" takes it as it is",
                      STR_ARG(edit->revision->id));
}

static bool
is_planned(const struct run *run, const struct revision *revision)
{
    for (size_t i = 0; i < run->plan.count; i++)
        if (run->plan.steps[i].revision == revision->index)
            return true;
    return false;
}

/* Going up the gravest edit is an error. Going down each edit of a script that is to run
 * is a notice: who is on call needs the way down. */
struct error *
edits_check(struct run *run)
{
    struct runner *runner = run->runner;
    struct edits edits;
    struct error *error = edits_find(&edits, runner, &run->version, run->rows,
                                     run->asked ? &run->logged : NULL);
    if (error)
        return error;
    const struct edit *grave = NULL;
    size_t more = 0;
    const bool up = run->goal.direction == DIRECTION_UP;
    vec_each (&edits.list, edit) {
        if (!up && !is_planned(run, edit->revision))
            continue;
        if (up && edit_is_grave(edit)) {
            more += grave != NULL;
            grave = grave ? grave : edit;
            continue;
        }
        const struct event event = {.kind = EVENT_NOTICE,
                                    .graph = runner->graph,
                                    .revision = edit->revision,
                                    .severity = "notice",
                                    .message = edit_text(runner->arena, edit)};
        runner->report->tell(runner->report, &event);
    }
    if (!grave)
        return NULL;
    error = edit_error(runner->arena, grave);
    return more
               ? error_detail(error, "… and %zu more: \"migrate check\" lists them", more)
               : error;
}

struct error *
runner_edits(struct edits *edits, struct runner *runner)
{
    struct run run = {.runner = runner};
    struct error *error = run_read_rows(&run);
    return error ? error : edits_find(edits, runner, &run.version, run.rows, NULL);
}

/* What the new parents bring along counts as applied; so it must have run. */
static struct error *
parents_check(const struct run *run, const struct edit *edit)
{
    const struct graph *graph = run->runner->graph;
    struct arena *arena = run->runner->arena;
    struct revision then;
    struct indices before = {0};
    struct error *error =
        revision_parse(&then, arena, edit->revision->path, edit->before);
    for (size_t i = 0; !error && i < then.parents.count; i++) {
        const size_t parent = graph_find(graph, then.parents.items[i]);
        if (parent != GRAPH_NONE)
            indices_add(&before, arena, parent);
    }
    if (error)
        return error;
    const bool *old = graph_reach(graph, arena, before, EDGES_ALL_PARENTS);
    const struct indices now =
        graph_links(graph, EDGES_ALL_PARENTS, edit->revision->index);
    const bool *brought = graph_reach(graph, arena, now, EDGES_ALL_PARENTS);
    for (size_t i = 0; i < graph->count; i++) {
        bool known = true;
        if (brought[i] && !old[i] &&
            (error = log_knows(&known, &run->version, graph->revisions[i]->id)))
            return error;
        if (!known)
            return revision_error(
                edit->revision,
                error_hint(error_new(ERROR_USAGE,
                                     "%.*s stands below %.*s now and would count as "
                                     "applied, but as far as the log knows it never ran",
                                     STR_ARG(graph->revisions[i]->id),
                                     STR_ARG(edit->revision->id)),
                           "put the parents back as they were, and %.*s above a head",
                           STR_ARG(graph->revisions[i]->id)));
    }
    return NULL;
}

/* In the transaction that is open: what is edited now, and is to be taken as it is. */
static struct error *
repair_inside(struct run *run, struct indices wanted, size_t *repaired)
{
    struct runner *runner = run->runner;
    struct edits edits;
    struct version_batch batch = {0};
    struct error *error = run_read_rows(run);
    if (error || (error = edits_find(&edits, runner, &run->version, run->rows, NULL)))
        return error;
    vec_each (&edits.list, edit) {
        const struct revision *revision = edit->revision;
        if (!indices_have(wanted, revision->index))
            continue;
        if (edit->kind == EDIT_PARENTS && (error = parents_check(run, edit)))
            return error;
        const struct log_row row = {.revision = revision->id,
                                    .direction = "repair",
                                    .state = "done",
                                    .started = step_started(run),
                                    .path = revision->path,
                                    .script = run_logged(run, revision),
                                    .original = revision,
                                    .tokens_of = revision->text};
        log_add(&batch, &run->version, &runner->identity, &row);
        if (!(*repaired)++)
            run_tell_database(runner);
        const struct event event = {.kind = EVENT_NOTICE,
                                    .graph = runner->graph,
                                    .revision = revision,
                                    .severity = "repair",
                                    .message = edit_text(runner->arena, edit)};
        runner->report->tell(runner->report, &event);
    }
    return version_send(&run->version, &batch);
}

struct error *
runner_repair(struct runner *runner, struct indices wanted, size_t *repaired)
{
    struct run run = {.runner = runner};
    struct version_look look;
    *repaired = 0;
    interrupt_catch();
    struct error *error = version_look(&look, &run.version, runner, false);
    if (error || !run.version.log_exists)
        return error;
    if ((error = version_lock(&run.version)) ||
        (error = engine_begin(runner->engine, false)))
        return error;
    if ((error = repair_inside(&run, wanted, repaired)) ||
        (error = engine_commit(runner->engine))) {
        if (error->kind == ERROR_MOVED)
            error->kind = ERROR_FAILED;
        return engine_rollback(runner->engine, error);
    }
    return NULL;
}
