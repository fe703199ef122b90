/* A way is only proposed when it was gone, in both directions, on a scratch database. */
#include "schema.h"

#include "migrate/interrupt.h"

#include <string.h>

static struct error *
source_go(const struct source *source, struct scratch *scratch,
          const struct schema_filter *filter)
{
    struct schema schema, nothing;
    struct schema_changes changes;
    struct error *error;
    switch (source->kind) {
    case SOURCE_SCRIPTS:
        return scratch_replay(scratch, source->graph, source->targets, source->expansion);
    case SOURCE_FILE:
        return scratch_load(scratch, source->path);
    case SOURCE_DATABASE:
        /* Its own description of itself, on a database that may be written to. */
        if ((error = schema_read(&schema, source->engine, scratch->arena, filter)) ||
            (error = scratch_look(&nothing, scratch, filter)) ||
            (error = schema_diff(&changes, &nothing, &schema, scratch->arena)))
            return error;
        changes.unchecked = schema_makes_functions(&changes);
        return scratch_change(scratch, &changes);
    case SOURCE_NOTHING:
        return NULL;
    }
    return NULL;
}

static struct error *
source_start(const struct source *source, struct scratch *scratch,
             const struct schema_filter *filter)
{
    struct error *error = scratch_clear(scratch);
    return error ? error : source_go(source, scratch, filter);
}

struct error *
source_read(struct schema *schema, const struct source *source, struct scratch *scratch,
            const struct schema_filter *filter)
{
    if (source->kind == SOURCE_DATABASE)
        return schema_read(schema, source->engine, scratch->arena, filter);
    struct error *error = source_start(source, scratch, filter);
    return error ? error : scratch_look(schema, scratch, filter);
}

/* Goes it under the settings that an upgrade has. Where a function fails that names, in
 * the text of its body, what is made behind it, the script switches that check off; what
 * needs more locks than the server has for one transaction does without one. */
static struct error *
way_try(struct schema_changes *changes, struct scratch *scratch)
{
    static const char out_of_shared_memory[] = "53200";
    const bool functions = schema_makes_functions(changes);
    changes->unchecked |= functions && changes->commits; /* it could not be tried twice */
    struct error *error = scratch_change(scratch, changes);
    if (error && strcmp(error->sqlstate, out_of_shared_memory) == 0 &&
        !changes->commits && !scratch->transaction) {
        error_free(error);
        changes->commits = true;
        return way_try(changes, scratch);
    }
    if (!error || !functions || changes->unchecked || is_no_fault_of_sql(error) ||
        !engine_alive(scratch->engine))
        return error;
    error_free(error);
    changes->unchecked = true;
    return scratch_change(scratch, changes);
}

enum { ROUNDS = 3 };

struct error *
schema_go(struct schema_changes *changes, const struct schema *wanted,
          struct scratch *scratch, const struct schema_filter *filter, const char *name)
{
    struct error *error = way_try(changes, scratch);
    for (int round = 0; !error; round++) {
        struct schema now;
        if ((error = scratch_look(&now, scratch, filter)))
            break;
        const struct names lines = schema_compare(&now, wanted, scratch->arena);
        if (!lines.count)
            return NULL;
        if (round == ROUNDS) {
            error = error_new(ERROR_FAILED,
                              "the way %s that was found does not lead to "
                              "what is wanted",
                              name);
            for (size_t i = 0; i < lines.count; i++)
                error = error_detail(error, "%.*s", STR_ARG(lines.items[i]));
            return error_hint(error, "please report this with the two schemas; the rest "
                                     "can be written by hand");
        }
        struct schema_changes more;
        if (!(error = schema_diff(&more, &now, wanted, scratch->arena)))
            error = way_try(&more, scratch);
        schema_join(changes, &more, scratch->arena);
    }
    return error;
}

/* A dropped column and a new one of the same table that look alike may be one. */
static void
renames_hint(struct schema_changes *changes, const struct schema *from,
             const struct schema *to, struct arena *arena)
{
    struct pairs pairs;
    pairs_make(&pairs, from, to, arena);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct schema_row *old = pairs.items[i].from;
        struct str table, other_table;
        if (!old || pairs.items[i].to || !row_is(old, "column"))
            continue;
        id_last(str_from(old->id), &table);
        for (size_t k = 0; k < pairs.count; k++) {
            const struct schema_row *new = pairs.items[k].to;
            if (!new || pairs.items[k].from || !row_is(new, "column"))
                continue;
            const struct str name = id_last(str_from(new->id), &other_table);
            const struct str old_name = id_last(str_from(old->id), &table);
            /* SQLite's definition begins with the name. */
            const struct str a = str_from(old->definition), b = str_from(new->definition);
            const bool alike =
                str_equal(a, b) ||
                (str_starts(a, old_name) && str_starts(b, name) &&
                 str_equal(str_cut(a, old_name.length), str_cut(b, name.length)));
            if (!str_equal(table, other_table) || !alike)
                continue;
            const char *warning = warning_of_drop(old, arena);
            vec_each (&changes->list, change)
                if (change->warning && strstr(change->warning, id_shown(old->id)) &&
                    (strcmp(change->warning, warning) == 0 ||
                     from->dialect == &sql_sqlite))
                    change->hint =
                        arena_printf(arena, "if it was renamed: %s",
                                     rename_said(old, new, from->dialect, arena));
        }
    }
}

/* A signal, or a limit of the server. */
bool
is_no_fault_of_sql(const struct error *error)
{
    return interrupt_signal() || strncmp(error->sqlstate, "53", 2) == 0 ||
           strncmp(error->sqlstate, "57", 2) == 0;
}

/* What nobody manages may be what is missing. */
static struct error *
unmanaged_told(struct error *error, struct names unmanaged)
{
    for (size_t i = 0; i < unmanaged.count; i++)
        error = error_detail(error, "%.*s", STR_ARG(unmanaged.items[i]));
    return unmanaged.count ? error_hint(error, "what is not managed, write by hand in a "
                                               "revision before this one")
                           : error;
}

/* One way, with rows; `gone` is false if they do not fit, which the schema at its end may
 * well want. */
static struct error *
way_prove(struct schema_changes *way, const struct schema *from, const struct schema *to,
          struct scratch *scratch, const char *name, bool *gone)
{
    struct values before, after;
    struct error *error = values_read(&before, scratch, from, way);
    if (error)
        return error;
    struct error *refused = scratch_change(scratch, way);
    *gone = !refused;
    if (refused && (!engine_alive(scratch->engine) || is_no_fault_of_sql(refused)))
        return refused;
    error_free(refused);
    if (refused || (error = values_read(&after, scratch, to, way)))
        return error;
    const struct names lines =
        values_changed(&before, &after, from, to, way, scratch->arena);
    if (!lines.count)
        return NULL;
    error =
        error_new(ERROR_FAILED,
                  "the way %s that was found changes what it should leave alone", name);
    for (size_t i = 0; i < lines.count; i++)
        error = error_detail(error, "%.*s", STR_ARG(lines.items[i]));
    return error_hint(error, "please report this with the two schemas, and write the "
                             "revision by hand");
}

/* Both ways with a row in every table. */
static struct error *
rows_prove(struct proposal *proposal, const struct source *from,
           const struct schema *before, const struct schema *after,
           struct scratch *scratch, const struct schema_filter *filter)
{
    bool gone = false;
    if (!values_any(before, after, scratch->arena))
        return NULL;
    /* The way down led back. */
    struct error *error = proposal->one_way ? source_start(from, scratch, filter) : NULL;
    if (!error)
        error = rows_seed(scratch);
    if (!error)
        error = way_prove(&proposal->up, before, after, scratch, "up", &gone);
    return error || !gone || proposal->one_way
               ? error
               : way_prove(&proposal->down, after, before, scratch, "down", &gone);
}

/* Goes on from what was renamed so far. */
static struct error *
renames_go_on(struct schema_changes *there, struct schema_changes *back,
              const struct schema_changes *more, struct schema_changes *more_back,
              struct schema *renamed, struct scratch *scratch,
              const struct schema_filter *filter)
{
    if (!more->list.count)
        return NULL;
    schema_join(there, more, scratch->arena);
    schema_join(more_back, back, scratch->arena);
    *back = *more_back;
    struct error *error = scratch_change(scratch, more);
    return error ? error : scratch_look(renamed, scratch, filter);
}

struct error *
schema_rename_all(struct schema_changes *there, struct schema_changes *back,
                  struct schema *renamed, const struct schema *after,
                  struct names renames, struct scratch *scratch,
                  const struct schema_filter *filter)
{
    struct schema_changes said, said_back, parts, parts_back;
    struct arena *arena = scratch->arena;
    *there = *back = (struct schema_changes){0};
    struct error *error =
        schema_rename(&said, &said_back, renamed, after, renames, arena);
    if (error ||
        (error = renames_go_on(there, back, &said, &said_back, renamed, scratch, filter)))
        return error;
    schema_rename_parts(&parts, &parts_back, renamed, after, arena);
    return renames_go_on(there, back, &parts, &parts_back, renamed, scratch, filter);
}

struct error *
schema_propose(struct proposal *proposal, const struct source *from,
               const struct source *to, struct names renames, struct scratch *scratch,
               const struct schema_filter *filter)
{
    struct arena *arena = scratch->arena;
    struct schema before, renamed, after, origin;
    struct schema_changes there, back, more;
    struct error *error;
    *proposal = (struct proposal){0};
    if ((error = source_read(&after, to, scratch, filter)))
        return error;
    const struct told *told = scratch->renames.items;
    const size_t told_count = scratch->renames.count;
    if ((error = source_start(from, scratch, filter)) ||
        (error = scratch_look(&before, scratch, filter)) ||
        (error = renames_join(&renames, told, told_count, &before, &after, arena)))
        return error;
    renamed = before;
    if ((error = schema_rename_all(&there, &back, &renamed, &after, renames, scratch,
                                   filter)) ||
        (error = schema_diff(&more, &renamed, &after, arena)))
        return error;
    /* A copy of a database has none of them. */
    if (from->kind == SOURCE_DATABASE &&
        (error = schema_read(&origin, from->engine, arena, filter)))
        return error;
    proposal->unmanaged = schema_unmanaged(
        from->kind == SOURCE_DATABASE ? &origin : &renamed, &after, arena);
    proposal->up = there;
    schema_join(&proposal->up, &more, arena);
    if (!proposal->up.list.count)
        return NULL;
    renames_hint(&proposal->up, &renamed, &after, arena);
    if ((error = schema_diff(&proposal->down, &after, &renamed, arena)))
        return error;
    schema_join(&proposal->down, &back, arena);
    /* It is still there, unless something was renamed. */
    if ((there.list.count && (error = source_start(from, scratch, filter))) ||
        (error = schema_go(&proposal->up, &after, scratch, filter, "up")))
        return unmanaged_told(error, proposal->unmanaged);
    if ((error = schema_go(&proposal->down, &before, scratch, filter, "down"))) {
        if (!engine_alive(scratch->engine) || is_no_fault_of_sql(error))
            return error;
        proposal->one_way = arena_printf(arena, "%s", error->message);
        error_free(error);
    }
    return rows_prove(proposal, from, &before, &after, scratch, filter);
}
