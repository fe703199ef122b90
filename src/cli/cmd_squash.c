/* squash: one baseline revision instead of a line of many. It takes over the id of the
 * last of them, so a database that is there or beyond needs nothing. */
#include "schema.h"

#include "migrate/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct words {
    VEC(struct str) list;
};

struct squash {
    struct session *session;
    bool *set; /* the revisions that are joined */
    size_t last;
    struct indices below; /* what they stand on */
    struct words ids, labels;
    struct draft draft;
    struct proposal proposal;
};

static struct error *
refuse(const struct squash *squash, size_t revision, const char *why)
{
    const struct revision *one = squash->session->graph.revisions[revision];
    return error_hint(error_new(ERROR_USAGE, "%.*s %s", STR_ARG(one->id), why),
                      "choose a range that is one line, from its base or up to there");
}

/* Nothing outside may hang on to what goes. */
static struct error *
script_check(struct squash *squash, size_t i)
{
    const struct revision *revision = squash->session->graph.revisions[i];
    if (revision->variables || revision->psql)
        return refuse(squash, i, "has variables, which would be frozen");
    squash->draft.dialect_only |=
        memmem(revision->text.data, revision->text.length, "dialect:", 8) != NULL;
    return NULL;
}

static struct error *
range_check(struct squash *squash)
{
    const struct graph *graph = &squash->session->graph;
    size_t count = 0;
    for (size_t i = 0; i < graph->count; i++) {
        if (!squash->set[i])
            continue;
        count++;
        struct error *error = script_check(squash, i);
        if (error)
            return error;
        const struct indices children = graph_links(graph, EDGES_ALL_CHILDREN, i);
        for (size_t k = 0; i != squash->last && k < children.count; k++)
            if (!squash->set[children.items[k]])
                return refuse(squash, children.items[k],
                              "stands on a revision in the middle of the range");
        const struct indices parents = graph_links(graph, EDGES_ALL_PARENTS, i);
        for (size_t k = 0; k < parents.count; k++)
            if (!squash->set[parents.items[k]] &&
                !indices_have(squash->below, parents.items[k]))
                indices_add(&squash->below, &squash->session->arena, parents.items[k]);
    }
    return count > 1 ? NULL : refuse(squash, squash->last, "is one revision already");
}

/* Everything counts here, whatever the settings leave out elsewhere. */
static struct schema_filter
squash_filter(struct session *session)
{
    struct schema_filter filter = session_filter(session);
    filter.include = filter.exclude = (struct names){0};
    filter.owners = filter.privileges = true;
    return filter;
}

/* What the range makes, rows and all; the scratch database is there. */
static struct error *
state_read(struct squash *squash, struct scratch *scratch, struct schema *schema,
           struct names *rows)
{
    struct session *session = squash->session;
    const struct schema_filter filter = squash_filter(session);
    struct error *error = scratch_look(schema, scratch, &filter);
    return error ? error
                 : schema_data_all(rows, schema, scratch->engine, &session->arena);
}

static struct error *
rows_check(const struct squash *squash, struct names rows, struct names again)
{
    bool same = rows.count == again.count;
    for (size_t i = 0; same && i < rows.count; i++)
        same = str_equal(rows.items[i], again.items[i]);
    if (squash->below.count && rows.count)
        return error_hint(error_new(ERROR_USAGE, "the scripts put rows into tables, and "
                                                 "which of them the range puts in is not "
                                                 "known"),
                          "begin the range at the base");
    return same ? NULL
                : error_hint(
                      error_new(ERROR_FAILED, "the baseline does not make the same rows"),
                      "do the scripts use the time, or random values?");
}

/* On top of other revisions there may be rows of which a scratch database knows nothing:
 * what changes them cannot be told from what they are. */
static struct error *
rows_refuse(struct squash *squash, const struct sql_dialect *dialect)
{
    struct session *session = squash->session;
    const struct graph *graph = &session->graph;
    struct error *error = NULL;
    for (size_t i = 0; !error && i < graph->count; i++) {
        struct sections sections;
        if (!squash->set[i])
            continue;
        error = revision_sections(&sections, graph->revisions[i], dialect,
                                  &session->runner.expansion);
        if (!error)
            error = section_locate(&sections.up, graph->revisions[i],
                                   squash->below.count
                                       ? schema_only(sections.up.text, dialect)
                                       : schema_carries(sections.up.text, dialect));
    }
    return error;
}

static struct error *
unmanaged_refuse(struct names unmanaged)
{
    struct error *error = error_new(
        ERROR_USAGE, "the range makes, or removes, what migrate does not manage");
    for (size_t i = 0; i < unmanaged.count; i++)
        error = error_detail(error, "%.*s", STR_ARG(unmanaged.items[i]));
    return error_hint(error, "leave the revision that does it out of the range");
}

/* The ways between below and the last revision, then the rows; and the proof of both. */
static struct error *
baseline_prove(struct squash *squash, struct scratch *scratch)
{
    struct session *session = squash->session;
    const struct schema_filter filter = squash_filter(session);
    struct indices last = {0};
    indices_add(&last, &session->arena, squash->last);
    const struct source from = squash->below.count
                                   ? source_scripts(session, squash->below)
                                   : (struct source){.kind = SOURCE_NOTHING};
    const struct source to = source_scripts(session, last);
    struct schema schema, again;
    struct names rows, rows_again;
    struct error *error = rows_refuse(squash, scratch->engine->dialect);
    if (!error)
        error = schema_propose(&squash->proposal, &from, &to, (struct names){0}, scratch,
                               &filter);
    if (!error && squash->proposal.unmanaged.count)
        error = unmanaged_refuse(squash->proposal.unmanaged);
    if (error || (error = source_read(&schema, &to, scratch, &filter)) ||
        (error = state_read(squash, scratch, &schema, &rows)))
        return error;
    schema_put_data(&squash->proposal.up, rows, schema.dialect, &session->arena);
    if ((error = source_read(&again, &from, scratch, &filter)) ||
        (error = scratch_change(scratch, &squash->proposal.up)) ||
        (error = state_read(squash, scratch, &again, &rows_again)))
        return error;
    const struct names lines = schema_compare(&again, &schema, &session->arena);
    if (lines.count)
        return error_detail(
            error_new(ERROR_FAILED, "the baseline does not make the same"), "%.*s",
            STR_ARG(lines.items[0]));
    return rows_check(squash, rows, rows_again);
}

static struct error *
baseline_make(struct squash *squash)
{
    struct session *session = squash->session;
    struct scratch scratch;
    struct error *error = session_scratch(&scratch, session, NULL);
    if (!error)
        error = baseline_prove(squash, &scratch);
    squash->draft.dialect = scratch.engine ? scratch.engine->dialect : NULL;
    scratch_close(&scratch);
    if (error)
        return error;
    const struct proposal *proposal = &squash->proposal;
    squash->draft.up = (struct draft_section){schema_text(&proposal->up, &session->arena),
                                              proposal->up.commits};
    squash->draft.down = (struct draft_section){
        schema_text(&proposal->down, &session->arena), proposal->down.commits};
    squash->draft.one_way = proposal->one_way;
    return NULL;
}

/* Where it was moved to before, if it was stopped between the two steps of a move. */
static bool
is_same_file(const char *path, const char *other)
{
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_ino == two.st_ino &&
           one.st_dev == two.st_dev;
}

/* Moves a script to .squashed/ beside it, where no other one of its name is in the way.
 */
static struct error *
aside_move(struct session *session, const char *path)
{
    struct arena *arena = &session->arena;
    const char *folder = file_join(arena, file_directory(arena, path), ".squashed");
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *aside = file_join(arena, folder, name);
    struct error *error = file_mkdir(folder);
    if (error)
        return error;
    for (int i = 2; access(aside, F_OK) == 0 && !is_same_file(path, aside); i++)
        aside = file_join(arena, folder, arena_printf(arena, "%d_%s", i, name));
    if (!is_same_file(path, aside))
        return file_move(path, aside);
    return unlink(path) == 0
               ? NULL
               : error_new(ERROR_FAILED, "cannot remove %s: %s", path, strerror(errno));
}

/* Whether that was all that this range needed: its end squashes its beginning, or is all
 * that there is up to there. */
static bool
is_done(const struct squash *squash, struct str from)
{
    const struct session *session = squash->session;
    const struct revision *last = session->graph.revisions[squash->last];
    if (!session->squashed.list.count || !last->squashes)
        return false;
    for (size_t i = 0; i < last->squashes->count; i++)
        if (str_equal(last->squashes->items[i], from))
            return true;
    return str_is(from, "base") && !last->parents.count;
}

/* What would be in the way later is found now. */
static struct error *
folders_make(const struct squash *squash)
{
    struct session *session = squash->session;
    struct error *error = NULL;
    for (size_t i = 0; i < session->graph.count && !error; i++) {
        if (!squash->set[i])
            continue;
        const char *folder =
            file_directory(&session->arena, session->graph.revisions[i]->path);
        error = file_mkdir(file_join(&session->arena, folder, ".squashed"));
        if (!error && access(folder, W_OK) != 0)
            error = error_new(ERROR_USAGE, "cannot move scripts out of %s: %s", folder,
                              strerror(errno));
    }
    return error;
}

/* The new script is written first: from then on the old ones, where they still lie, are
 * known as squashed, and nothing but this command goes on before they are moved. */
static struct error *
files_change(struct squash *squash)
{
    struct session *session = squash->session;
    const struct graph *graph = &session->graph;
    const char *path = NULL;
    struct str id;
    squash->draft.directory =
        file_directory(&session->arena, graph->revisions[squash->last]->path);
    struct error *error =
        draft_create(&path, &id, &session->arena, &squash->draft, &(struct graph){0});
    if (error && path && access(path, F_OK) == 0)
        return error_hint_instead(error, "give the new revision another message with -m");
    if (error)
        return error;
    for (size_t i = 0; i < graph->count && !error; i++)
        if (squash->set[i])
            error = aside_move(session, graph->revisions[i]->path);
    if (error)
        return error_hint(error,
                          "%s is written: when the same command is given again it "
                          "moves the rest",
                          path);
    printf("%s\n", path);
    return NULL;
}

/* What an earlier run has left. */
static struct error *
files_finish(struct session *session)
{
    const struct revisions *left = &session->squashed;
    vec_each (&left->list, revision) {
        struct error *error = aside_move(session, (*revision)->path);
        if (error)
            return error;
    }
    if (left->list.count && !session->quiet)
        fprintf(stderr, "finished an earlier squash: %zu script%s moved to .squashed/\n",
                left->list.count, left->list.count == 1 ? " was" : "s were");
    return NULL;
}

/* By more than depends_on. */
static bool
is_parent(const struct squash *squash, size_t below)
{
    const struct indices children =
        graph_links(&squash->session->graph, EDGES_CHILDREN, below);
    for (size_t i = 0; i < children.count; i++)
        if (squash->set[children.items[i]])
            return true;
    return false;
}

/* Each once. */
static void
words_add(struct words *words, struct names more, struct session *session)
{
    for (size_t i = 0; i < more.count; i++) {
        bool there = false;
        vec_each (&words->list, word)
            there |= str_equal(*word, more.items[i]);
        if (!there)
            vec_push(&words->list, &session->arena, more.items[i]);
    }
}

struct error *
command_squash(struct session *session)
{
    struct squash squash = {.session = session};
    const struct graph *graph = &session->graph;
    const struct place place = {graph, &session->arena, {0}};
    const struct config *config = &session->config;
    struct str end;
    const struct str range = str_from(session_range(session, 0));
    struct error *error;
    str_before(range, ':', &end, NULL);
    if (!end.length)
        return error_hint(error_new(ERROR_USAGE, "%.*s is no range", STR_ARG(range)),
                          "write FROM:TO, as base:3f2a or 77b0:3f2a");
    if ((error = session_scripts(session)) ||
        (error = target_one(&squash.last, &place, end)))
        return error;
    if (squash.last == GRAPH_NONE)
        return error_new(ERROR_USAGE, "the range ends at base");
    if ((error = files_finish(session)))
        return error;
    if (is_done(&squash, str_before(range, ':', &end, NULL)))
        return NULL;
    if ((error = target_range(&squash.set, &place, range)) ||
        (error = range_check(&squash)) || (error = folders_make(&squash)) ||
        (error = baseline_make(&squash)))
        return error;
    struct draft *draft = &squash.draft;
    const char *message = options_value(&session->options, OPTION_MESSAGE);
    draft->message = str_from(message ? message : "baseline");
    draft->file_template = config->values[SETTING_FILE_TEMPLATE];
    draft->timezone = config->values[SETTING_TIMEZONE];
    draft->slug_length = (size_t)config->numbers[SETTING_SLUG_LENGTH];
    draft->id = graph->revisions[squash.last]->id;
    draft->parents.items =
        arena_array(&session->arena, graph->count + 1, sizeof(struct str));
    draft->depends_on.items =
        arena_array(&session->arena, graph->count + 1, sizeof(struct str));
    for (size_t i = 0; i < squash.below.count; i++) {
        const size_t below = squash.below.items[i];
        struct names *names =
            is_parent(&squash, below) ? &draft->parents : &draft->depends_on;
        names->items[names->count++] = graph->revisions[below]->id;
    }
    for (size_t i = 0; i < graph->count; i++) {
        const struct revision *one = graph->revisions[i];
        if (!squash.set[i])
            continue;
        words_add(&squash.ids, (struct names){&graph->revisions[i]->id, 1}, session);
        if (one->squashes)
            words_add(&squash.ids, *one->squashes, session);
        words_add(&squash.labels, one->labels, session);
    }
    draft->squashes = (struct names){squash.ids.list.items, squash.ids.list.count};
    draft->labels = (struct names){squash.labels.list.items, squash.labels.list.count};
    if ((error = template_read(&draft->script_template, session)))
        return error;
    return files_change(&squash);
}
