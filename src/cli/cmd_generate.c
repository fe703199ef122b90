/* revision --autogenerate: the sections of a new script from the wanted schema. */
#include "schema.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What production is at has nothing to do with what the scripts lead to; but who compares
 * with a database that is behind would undo what is not applied there. */
static struct error *
at_head_check(struct session *session)
{
    struct indices rows;
    struct error *error = runner_current(&rows, &session->runner);
    if (error || options_have(&session->options, OPTION_ALLOW_BEHIND))
        return error;
    if (session_at_heads(session, rows))
        return NULL;
    const struct indices heads = session_heads(session);
    return error_hint(
        error_new(ERROR_USAGE, "the database is at %s, not at the head, %s",
                  rows.count ? graph_names(&session->graph, rows) : "base",
                  graph_names(&session->graph, heads)),
        "\"migrate upgrade head\" first; or --allow-behind compares all the same");
}

static struct error *
wanted_find(struct source *source, struct session *session)
{
    const char *path = session->config.values[SETTING_SCHEMA];
    if (options_have(&session->options, OPTION_FROM_DATABASE)) {
        struct error *error = session_look(session);
        if (error || (error = at_head_check(session)))
            return error;
        *source = (struct source){.kind = SOURCE_DATABASE, .engine = session->engine};
        return NULL;
    }
    *source = (struct source){.kind = SOURCE_FILE, .path = path};
    if (access(path, R_OK) == 0)
        return NULL;
    return error_hint(error_new(ERROR_USAGE, "there is no %s", path),
                      "write the wanted schema there, as CREATE statements; schema.file "
                      "or --schema names another file or folder, and --from-database "
                      "takes what a database has");
}

/* What the new revision's parents lead to. */
static struct indices
parents_of(const struct draft *draft, struct session *session)
{
    struct indices targets = {0};
    for (size_t i = 0; i < draft->parents.count; i++)
        indices_add(&targets, &session->arena,
                    graph_find(&session->graph, draft->parents.items[i]));
    for (size_t i = 0; i < draft->depends_on.count; i++) {
        const struct str name = draft->depends_on.items[i];
        const size_t label = graph_find_label(&session->graph, name);
        indices_add(&targets, &session->arena,
                    label != GRAPH_NONE ? label : graph_find(&session->graph, name));
    }
    return targets;
}

static void
warnings_tell(const struct schema_changes *changes, const char *way)
{
    vec_each (&changes->list, change) {
        if (change->warning)
            fprintf(stderr, "warning: %s %s\n", way, change->warning);
        if (change->hint)
            fprintf(stderr, "hint: %s\n", change->hint);
    }
}

void
unmanaged_tell(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->unmanaged.count; i++)
        fprintf(stderr, "warning: %.*s\n", STR_ARG(proposal->unmanaged.items[i]));
}

struct error *
autogenerate(struct draft *draft, bool *nothing, struct session *session)
{
    struct source wanted;
    struct scratch scratch = {0};
    struct proposal proposal;
    const struct schema_filter filter = session_filter(session);
    const struct source scripts = source_scripts(session, parents_of(draft, session));
    struct error *error = wanted_find(&wanted, session);
    if (!error)
        error = session_scratch(&scratch, session, NULL);
    if (!error)
        error = schema_propose(&proposal, &scripts, &wanted, session_renames(session),
                               &scratch, &filter);
    const struct sql_dialect *dialect = scratch.engine ? scratch.engine->dialect : NULL;
    scratch_close(&scratch);
    if (error)
        return error;
    *nothing = !proposal.up.list.count;
    draft->up = (struct draft_section){schema_text(&proposal.up, &session->arena),
                                       proposal.up.commits};
    draft->down = (struct draft_section){schema_text(&proposal.down, &session->arena),
                                         proposal.down.commits};
    draft->one_way = proposal.one_way;
    draft->dialect = dialect;
    if (!session->quiet && !session->json) {
        warnings_tell(&proposal.up, "up");
        unmanaged_tell(&proposal);
        if (proposal.one_way)
            fprintf(stderr, "warning: there is no way down: %s\n", proposal.one_way);
    }
    return NULL;
}
