/* One step. On a database with transactional DDL (all that we have), the script, the
 * version rows and the log row are committed together or not at all. */
#include "migrate/file.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"
#include "run.h"

#include <string.h>

static const struct step *
this_step(const struct run *run)
{
    return &run->plan.steps[run->next];
}

struct error *
step_error(const struct run *run, struct error *error)
{
    const struct prepared *prepared = &run->prepared[run->next];
    return section_locate(&prepared->section, prepared->revision, error);
}

static struct error *
no_down(const struct revision *revision)
{
    if (revision->irreversible)
        return error_hint(error_new(ERROR_USAGE, "%.*s is irreversible: %.*s",
                                    STR_ARG(revision->id), STR_ARG(revision->message)),
                          "restore a backup, or write a new revision that mends what is "
                          "wrong");
    return error_hint(
        error_new(ERROR_USAGE, "%.*s has no down section", STR_ARG(revision->id)),
        "write \"-- migrate:down\" and the way back (nothing under it, if there "
        "is nothing to do), or \"irreversible: true\" into the header");
}

struct error *
step_prepare(struct prepared *prepared, const struct run *run, const struct step *step)
{
    struct revision *revision = run->runner->graph->revisions[step->revision];
    const struct sql_dialect *dialect = run->runner->engine->dialect;
    struct sections sections;
    struct expansion expansion = run->runner->expansion;
    expansion.later = true;
    revision_hold(revision, run->runner->arena);
    struct error *error = revision_sections(&sections, revision, dialect, &expansion);
    if (error)
        return error;
    const bool up = step->direction == DIRECTION_UP;
    *prepared = (struct prepared){.revision = revision,
                                  .section = up ? sections.up : sections.down,
                                  .logged = sections.logged};
    if (sections.up.left_out || sections.down.left_out)
        revision_keep_ahead(revision, dialect, &expansion);
    if (!up && (revision->irreversible || !sections.down.at))
        return revision_error(revision, no_down(revision));
    error = engine_inspect(&prepared->facts, dialect, prepared->section.text,
                           prepared->section.transactional);
    if (!error && !prepared->section.transactional && run->runner->one_transaction)
        error = error_hint(error_at(prepared->section.at, ERROR_USAGE,
                                    "this step cannot be part of one transaction"),
                           "run without \"--transaction run\"");
    prepared->one_way = up && !sections.down.at && !revision->irreversible;
    return section_locate(&prepared->section, revision, error);
}

void
step_kept(struct prepared *prepared)
{
    const struct sections *kept = revision_kept(prepared->revision);
    if (!kept)
        return;
    prepared->logged = kept->logged;
    prepared->section.kept =
        prepared->section.at == kept->up.at ? kept->up.kept : kept->down.kept;
}

struct names
step_names(const struct run *run, struct indices list)
{
    struct names names = {
        arena_array(run->runner->scratch, list.count + 1, sizeof(struct str)), 0};
    for (size_t i = 0; i < list.count; i++)
        names.items[names.count++] = run->runner->graph->revisions[list.items[i]]->id;
    return names;
}

static struct event
step_event(const struct run *run, enum event_kind kind, double seconds)
{
    return (struct event){.kind = kind,
                          .graph = run->runner->graph,
                          .revision = run->prepared[run->next].revision,
                          .step = this_step(run),
                          .index = run->done + 1,
                          .count = run->done + run->plan.count - run->next,
                          .statements = run->prepared[run->next].facts.statements,
                          .seconds = seconds};
}

void
step_tell(const struct run *run, enum event_kind kind)
{
    const struct event event = step_event(run, kind, 0);
    run->runner->report->tell(run->runner->report, &event);
}

void
step_notice(const struct run *run)
{
    const struct event event = {
        .kind = EVENT_NOTICE,
        .graph = run->runner->graph,
        .revision = run->prepared[run->next].revision,
        .severity = "notice",
        .message = "has no down section: \"downgrade\" will refuse to go back"};
    if (run->prepared[run->next].one_way)
        run->runner->report->tell(run->runner->report, &event);
}

struct error *
step_before(void *context, size_t index, const struct sql_statement *statement)
{
    const struct run *run = context;
    const struct event event = {.kind = EVENT_STATEMENT,
                                .graph = run->runner->graph,
                                .revision = run->prepared[run->next].revision,
                                .step = this_step(run),
                                .index = run->done + 1,
                                .count = run->done + run->plan.count - run->next,
                                .statement = index,
                                .statements = run->prepared[run->next].facts.statements,
                                .sql = statement->body,
                                .section = &run->prepared[run->next].section};
    run->runner->report->tell(run->runner->report, &event);
    return NULL;
}

const char *
step_started(struct run *run)
{
    const struct engine *engine = run->runner->engine;
    if (engine->dialect->started)
        return engine->dialect->started;
    if (engine_has(engine, ENGINE_PRINTS))
        return engine->dialect->now;
    char now[TIME_ISO_SIZE];
    time_iso_now(now);
    return arena_printf(run->runner->scratch, "'%s'", now);
}

struct error *
step_rows_check(struct run *run)
{
    struct names texts;
    struct error *error = NULL;
    /* Somebody may have made the table since we looked. */
    if ((!run->version.table_exists &&
         (error = version_open(&run->version, run->runner))) ||
        (error = version_read(&texts, &run->version)))
        return error;
    bool same = texts.count == run->rows.count;
    for (size_t i = 0; i < texts.count && same; i++) {
        const size_t row = graph_find(run->runner->graph, texts.items[i]);
        same = row != GRAPH_NONE && indices_have(run->rows, row);
    }
    return same ? NULL : error_new(ERROR_MOVED, "the version rows changed meanwhile");
}

struct error *
step_unchanged(const struct run *run)
{
    const struct prepared *prepared = &run->prepared[run->next];
    if (!file_is_changed(prepared->revision->text))
        return NULL;
    return error_hint(error_at(prepared->section.at, ERROR_FAILED,
                               "somebody wrote to this file while it was run"),
                      "run again when it is as it should be");
}

struct error *
step_alone_check(struct run *run)
{
    const struct engine *engine = run->runner->engine;
    if (engine_has(engine, ENGINE_SESSION_LOCK) || engine_has(engine, ENGINE_PRINTS))
        return NULL;
    struct error *error = step_rows_check(run);
    return error ? error : half_done_beside(run);
}

static bool
has_search_path(struct str sql)
{
    return sql.length && memmem(sql.data, sql.length, "search_path", 11);
}

struct error *
step_freeze(struct run *run)
{
    struct engine *engine = run->runner->engine;
    if (!engine_has(engine, ENGINE_SCHEMAS) || engine_has(engine, ENGINE_PRINTS))
        return NULL;
    struct error *error = engine_exec(
        engine,
        arena_printf(run->runner->scratch, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE",
                     run->version.table),
        NULL);
    return error ? error : step_rows_check(run);
}

void
step_log(struct version_batch *batch, struct run *run, size_t index)
{
    struct prepared *prepared = &run->prepared[index];
    step_kept(prepared);
    const enum direction direction = run->plan.steps[index].direction;
    const struct log_row row = {.revision = prepared->revision->id,
                                .direction = direction_name(direction),
                                .state = "done",
                                .started = step_started(run),
                                .path = prepared->revision->path,
                                .script = prepared->logged,
                                .original = prepared->revision,
                                .tokens_of = prepared->section.kept,
                                .done = prepared->facts.statements,
                                .total = prepared->facts.statements};
    log_add(batch, &run->version, &run->runner->identity, &row);
}

struct error *
step_body(struct run *run)
{
    struct engine *engine = run->runner->engine;
    const struct step *step = this_step(run);
    const struct prepared *prepared = &run->prepared[run->next];
    struct error *error =
        engine_run(engine, prepared->section.text, &prepared->facts, step_before, run);
    if (!error)
        error = step_unchanged(run);
    if (error)
        return step_error(run, error);
    /* A function may have set the role, too. */
    const bool may_set =
        engine->dialect == &sql_postgresql &&
        (prepared->facts.sets_role || !engine_has(engine, ENGINE_PRINTS));
    if (may_set && (error = engine_exec(engine, "RESET SESSION AUTHORIZATION", NULL)))
        return error;
    /* Printed SQL cannot name a schema that only the database knows. */
    if (engine_has(engine, ENGINE_PRINTS) && engine->dialect == &sql_postgresql &&
        !run->runner->version.schema && has_search_path(prepared->section.text) &&
        (error = engine_exec(engine, "RESET search_path", NULL)))
        return error;
    /* An UPDATE of our row fails when another program moved it; an INSERT does not. */
    if (!step->removes.count && (error = step_freeze(run)))
        return error;
    struct version_batch batch = {0};
    version_move(&batch, &run->version, step_names(run, step->removes),
                 step_names(run, step->adds));
    step_log(&batch, run, run->next);
    return version_send(&run->version, &batch);
}

/* Between BEGIN and COMMIT. `joined`: the transaction was open before, so that nobody
 * else can have moved the rows; whether the script of a step did, an UPDATE of ours
 * shows. */
static struct error *
step_inside(struct run *run, struct foreign_keys *keys, bool joined)
{
    struct engine *engine = run->runner->engine;
    struct error *error = NULL;
    const bool sure = joined && this_step(run)->removes.count;
    if (!sure && (error = step_alone_check(run)))
        return error;
    if ((error = version_create(&run->version)) ||
        (error = foreign_keys_count(keys, engine, run->runner->scratch)) ||
        (error = step_body(run)) ||
        (error = foreign_keys_check(keys, engine, run->runner->scratch)))
        return step_error(run, error);
    return step_error(run, engine_commit(engine));
}

bool
step_has_more(const struct run *run, size_t step)
{
    const size_t next = step + 1;
    return next < run->plan.count && run->prepared[next].section.transactional &&
           !run->prepared[next].facts.sets_foreign_keys &&
           !run->prepared[step].facts.sets_foreign_keys;
}

struct error *
step_rollback(struct run *run, struct error *error)
{
    error = engine_rollback(run->runner->engine, error);
    const size_t lost = run->held.count;
    if (!run->runner->engine->lost || !lost)
        return error;
    run->rows = run->group_rows;
    run->done -= lost;
    run->held.count = 0;
    return error_detail(
        error,
        "the database rolled %zu step%s before it back too: %s in the same "
        "transaction",
        lost, lost == 1 ? "" : "s", lost == 1 ? "it was" : "they were");
}

static struct error *
step_transaction(struct run *run)
{
    struct engine *engine = run->runner->engine;
    struct foreign_keys keys = {0};
    const struct version before = run->version;
    const struct engine_facts *facts = &run->prepared[run->next].facts;
    struct error *error = facts->sets_foreign_keys ? engine_flush(engine) : NULL;
    if (!error)
        error = foreign_keys_set(&keys, engine, facts);
    const bool joined = engine->group;
    if (!joined)
        run->group_rows = run->rows;
    if (!error)
        error = engine_begin_modes(engine, facts->modes, step_has_more(run, run->next));
    if (!error)
        error = step_inside(run, &keys, joined);
    if (!error)
        error = foreign_keys_restore(&keys, engine);
    if (!error)
        error = engine_reset(engine);
    if (!error)
        return NULL;
    run->version = before; /* the tables that it made may be gone again */
    return step_rollback(run, error);
}

struct indices
step_rows_after(const struct run *run, struct indices rows, const struct step *step)
{
    struct indices after = {0};
    for (size_t i = 0; i < rows.count; i++)
        if (!indices_have(step->removes, rows.items[i]))
            indices_add(&after, run->runner->arena, rows.items[i]);
    for (size_t i = 0; i < step->adds.count; i++)
        indices_add(&after, run->runner->arena, step->adds.items[i]);
    return after;
}

void
step_finish(struct run *run, double seconds)
{
    const struct event event = step_event(run, EVENT_STEP_DONE, seconds);
    vec_push(&run->held, run->runner->arena, event);
    if (!run->runner->engine->group && !run->runner->one_transaction)
        step_tell_held(run);
    run->rows = step_rows_after(run, run->rows, this_step(run));
}

void
step_tell_held(struct run *run)
{
    vec_each (&run->held, event)
        run->runner->report->tell(run->runner->report, event);
    run->held.count = 0;
}

struct error *
step_apply(struct run *run)
{
    const double start = time_monotonic();
    struct engine *engine = run->runner->engine;
    const bool transactional = run->prepared[run->next].section.transactional;
    struct error *error = transactional ? NULL : engine_flush(engine);
    if (error)
        return step_rollback(run, error);
    run->began = true;
    step_tell(run, EVENT_STEP);
    step_notice(run);
    if (engine_has(engine, ENGINE_PRINTS))
        engine_comment(engine, plan_step_text(run->runner->graph, this_step(run)));
    error = run->runner->one_transaction ? step_body(run)
            : transactional              ? step_transaction(run)
                                         : journal_apply(run);
    if (error && transactional && !run->runner->one_transaction && !engine_alive(engine))
        error = lost_settle(run, this_step(run), error);
    if (error) {
        if (!run->runner->one_transaction)
            step_tell_held(run); /* those that the rollback left */
        return error;
    }
    step_finish(run, time_monotonic() - start);
    arena_reset(run->runner->scratch);
    return NULL;
}
