/* Scripts that are applied, but not in this checkout: the log has their texts. So the way
 * down, and what is shown, need no files. */
#include "run.h"

struct recovering {
    struct runner *runner;
    struct version version;
    struct revisions *revisions;
    VEC(struct str) wanted; /* ids, in the order in which they were found */
};

static void
want(struct recovering *recovering, struct str id)
{
    if (graph_find(recovering->runner->graph, id) != GRAPH_NONE ||
        graph_find_label(recovering->runner->graph, id) != GRAPH_NONE)
        return;
    vec_each (&recovering->wanted, other)
        if (str_equal(*other, id))
            return;
    vec_push(&recovering->wanted, recovering->runner->arena, id);
}

/* A dependency may be a label, which the log has only in the texts. */
static struct error *
want_label(struct recovering *recovering, struct str label)
{
    struct runner *runner = recovering->runner;
    struct rows rows;
    struct error *error = engine_query(
        runner->engine, runner->arena,
        version_sql(&recovering->version,
                    "SELECT script FROM %s l JOIN (SELECT {max}(id) AS last FROM %s WHERE"
                    " state {=} 'done' AND script IS NOT NULL GROUP BY revision) newest"
                    " ON newest.last {=} l.id",
                    recovering->version.log, recovering->version.log),
        &rows);
    for (size_t i = 0; !error && i < rows.count; i++) {
        struct revision revision;
        error = revision_parse(&revision, runner->arena, "the log",
                               str_from(rows_value(&rows, i, 0)));
        for (size_t k = 0; !error && k < revision.labels.count; k++)
            if (str_equal(revision.labels.items[k], label))
                want(recovering, revision.id);
    }
    return error;
}

/* The newest text of a revision; one that the log does not have is left to whoever misses
 * it. */
static struct error *
fetch(struct recovering *recovering, struct str id)
{
    struct runner *runner = recovering->runner;
    struct buf name = {.arena = runner->arena};
    struct rows rows;
    sql_literal(&name, runner->engine->dialect, id);
    struct error *error = engine_query(
        runner->engine, runner->arena,
        version_sql(&recovering->version,
                    "SELECT script, coalesce(path, '?') FROM %s WHERE revision {=} %s AND"
                    " state {=} 'done' AND script IS NOT NULL ORDER BY id DESC LIMIT 1",
                    recovering->version.log, buf_text(&name)),
        &rows);
    if (error)
        return error;
    if (!rows.count)
        return want_label(recovering, id);
    struct revision *revision = arena_alloc(runner->arena, sizeof *revision);
    error = revision_parse(revision, runner->arena, rows_value(&rows, 0, 1),
                           str_from(rows_value(&rows, 0, 0)));
    if (error)
        return error_prefix(error, "the script of %.*s in the log", STR_ARG(id));
    revision->from_log = true;
    vec_push(&recovering->revisions->list, runner->arena, revision);
    for (size_t i = 0; i < revision->parents.count; i++)
        want(recovering, revision->parents.items[i]);
    for (size_t i = 0; i < revision->depends_on.count; i++)
        want(recovering, revision->depends_on.items[i]);
    return NULL;
}

struct error *
runner_recover(struct revisions *revisions, struct runner *runner)
{
    struct recovering recovering = {.runner = runner, .revisions = revisions};
    struct version_look look;
    struct error *error = version_look(&look, &recovering.version, runner, false);
    for (size_t i = 0; !error && i < look.rows.count; i++)
        want(&recovering, look.rows.items[i]);
    if (error || !recovering.wanted.count || !recovering.version.log_exists)
        return error;
    for (size_t i = 0; !error && i < recovering.wanted.count; i++)
        error = fetch(&recovering, recovering.wanted.items[i]);
    return error;
}

/* Who may write to the log may have written the script. */
struct error *
recovered_check(const struct run *run)
{
    const struct version *version = &run->version;
    const struct revision *recovered = NULL;
    const char *writers;
    for (size_t i = 0; i < run->plan.count && !recovered; i++)
        if (run->prepared[i].revision->from_log)
            recovered = run->prepared[i].revision;
    if (!recovered || run->runner->from_log || !version->log_exists)
        return NULL;
    struct error *error = version_writers(&writers, version, version->log);
    if (error || !writers)
        return error;
    return error_hint(
        error_new(
            ERROR_USAGE,
            "the script of %.*s is not here, and the log that has it may be written "
            "to by %s",
            STR_ARG(recovered->id), writers),
        "use the checkout that has the script; or look at what the log has (\"migrate "
        "show "
        "%.*s\") and run it with --from-log",
        STR_ARG(recovered->id));
}

struct error *
runner_writers(struct names *sentences, struct runner *runner)
{
    struct version version;
    *sentences = (struct names){arena_array(runner->arena, 2, sizeof(struct str)), 0};
    struct error *error = version_open(&version, runner);
    const char *const tables[] = {version.table_exists ? version.table : NULL,
                                  version.log_exists ? version.log : NULL};
    const char *const names[] = {runner->version.table, runner->version.log};
    for (size_t i = 0; i < 2 && !error; i++) {
        const char *writers = NULL;
        if (tables[i])
            error = version_writers(&writers, &version, tables[i]);
        if (!error && writers)
            sentences->items[sentences->count++] = str_from(
                arena_printf(runner->arena, "others than its owner may write to %s: %s",
                             names[i], writers));
    }
    return error;
}
