#include "listing.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
listing_open(struct listing *listing, struct session *session, const bool *current)
{
    const struct graph *graph = &session->graph;
    *listing = (struct listing){.session = session, .current = current};
    listing->text = arena_alloc(&session->arena, sizeof *listing->text);
    listing->text->arena = &session->arena;
    listing->carries =
        arena_array(&session->arena, graph->label_count + 1, sizeof *listing->carries);
    const struct place place = {graph, &session->arena, {0}};
    for (size_t i = 0; i < graph->label_count; i++)
        listing->carries[i] = target_carries(&place, &graph->labels[i]);
}

struct marks {
    bool head, effective_head, branchpoint, mergepoint, current;
};

static struct marks
marks_of(const struct listing *listing, size_t i)
{
    const struct graph *graph = &listing->session->graph;
    const bool head = !graph_links(graph, EDGES_CHILDREN, i).count;
    const bool real = !graph_links(graph, EDGES_ALL_CHILDREN, i).count;
    return (struct marks){.head = head && real,
                          .effective_head = head && !real,
                          .branchpoint = graph_links(graph, EDGES_CHILDREN, i).count > 1,
                          .mergepoint = graph_links(graph, EDGES_PARENTS, i).count > 1,
                          .current = listing->current && listing->current[i]};
}

/* " (a, b)" of the labels that the revision carries. */
static const char *
labels_text(const struct listing *listing, size_t revision, const char *open,
            const char *close)
{
    const struct graph *graph = &listing->session->graph;
    struct buf out = {.arena = graph->arena};
    for (size_t i = 0; i < graph->label_count; i++)
        if (listing->carries[i][revision])
            buf_printf(&out, "%s%.*s", out.length ? ", " : open,
                       STR_ARG(graph->labels[i].name));
    if (out.length)
        buf_puts(&out, close);
    return buf_text(&out);
}

/* "a, b" of what the header says under depends_on, labels as labels. */
static const char *
needs_text(const struct listing *listing, size_t revision)
{
    const struct names needs = listing->session->graph.revisions[revision]->depends_on;
    struct buf out = {.arena = listing->session->graph.arena};
    for (size_t i = 0; i < needs.count; i++)
        buf_printf(&out, "%s%.*s", i ? ", " : "", STR_ARG(needs.items[i]));
    return buf_text(&out);
}

static struct indices
dependencies(const struct graph *graph, size_t revision)
{
    const struct indices all = graph_links(graph, EDGES_ALL_PARENTS, revision);
    const struct indices parents = graph_links(graph, EDGES_PARENTS, revision);
    struct indices rest = {0};
    for (size_t i = 0; i < all.count; i++)
        if (!indices_have(parents, all.items[i]))
            indices_add(&rest, graph->arena, all.items[i]);
    return rest;
}

static void
line_write(const struct listing *listing, size_t i, struct buf *out)
{
    const struct graph *graph = &listing->session->graph;
    const struct revision *revision = graph->revisions[i];
    const struct marks marks = marks_of(listing, i);
    /* Without printf, which would take most of the time of a long history. */
    if (listing->parents) {
        const struct indices parents = graph_links(graph, EDGES_PARENTS, i);
        for (size_t k = 0; k < parents.count; k++) {
            if (k)
                buf_add(out, STR(", "));
            buf_add(out, graph->revisions[parents.items[k]]->id);
        }
        if (!parents.count)
            buf_add(out, STR("<base>"));
        if (revision->depends_on.count)
            buf_printf(out, " (%s)", needs_text(listing, i));
        buf_add(out, STR(" -> "));
    }
    buf_add(out, revision->id);
    if (!listing->plain && graph->label_count)
        buf_puts(out, labels_text(listing, i, " (", ")"));
    const struct {
        bool is;
        struct str text;
    } words[] = {{marks.head, STR(" (head)")},
                 {marks.effective_head, STR(" (effective head)")},
                 {marks.current, STR(" (current)")},
                 {marks.branchpoint && !listing->flat, STR(" (branchpoint)")},
                 {marks.mergepoint && !listing->flat, STR(" (mergepoint)")}};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (words[k].is)
            buf_add(out, words[k].text);
    if (listing->messages && (listing->parents || revision->message.length)) {
        buf_add(out, STR(", "));
        buf_add(out, revision->message);
    }
    buf_char(out, '\n');
}

static void
paragraph_write(const struct listing *listing, size_t i, struct buf *out)
{
    const struct graph *graph = &listing->session->graph;
    const struct revision *revision = graph->revisions[i];
    const struct marks marks = marks_of(listing, i);
    const struct indices parents = graph_links(graph, EDGES_PARENTS, i);
    const char *labels = labels_text(listing, i, "", "");
    /* Here Alembic has no word of its own for a head that others depend on. */
    buf_printf(out, "Rev: %.*s%s%s%s%s\n", STR_ARG(revision->id),
               marks.head || marks.effective_head ? " (head)" : "",
               marks.branchpoint ? " (branchpoint)" : "",
               marks.mergepoint ? " (mergepoint)" : "",
               marks.current ? " (current)" : "");
    buf_printf(out, "%s: %s\n", parents.count > 1 ? "Merges" : "Parent",
               parents.count ? graph_names(graph, parents) : "<base>");
    if (revision->depends_on.count)
        buf_printf(out, "Also depends on: %s\n", needs_text(listing, i));
    if (marks.branchpoint)
        buf_printf(out, "Branches into: %s\n",
                   graph_names(graph, graph_links(graph, EDGES_CHILDREN, i)));
    if (*labels)
        buf_printf(out, "Branch names: %s\n", labels);
    char *path = realpath(revision->path, NULL);
    buf_printf(out, "Path: %s%s\n", path ? path : revision->path,
               revision->from_log ? " (not here: from the log)" : "");
    free(path);
    buf_printf(out, "\n    %.*s\n", STR_ARG(revision->message));
    if (revision->created.length)
        buf_printf(out,
                   "\n    Revision ID: %.*s\n    Revises:%s%s\n    Create Date: %.*s\n",
                   STR_ARG(revision->id), parents.count ? " " : "",
                   graph_names(graph, parents), STR_ARG(revision->created));
    buf_char(out, '\n');
}

/* Who did what to it, when, for how long, and from where. */
static void
log_write(const struct log_entry *entry, struct buf *out)
{
    const char *seconds = entry->seconds;
    const bool done = strcmp(entry->state, "done") == 0;
    const struct {
        const char *before, *text, *after;
    } parts[] = {{"    ", entry->direction, ""},
                 {", ", done ? NULL : entry->state, ""},
                 {" at ", entry->when, ""},
                 {" by ", entry->user, ""},
                 {" on ", entry->host, ""},
                 {" in ", seconds, " s"},
                 {", commit ", entry->git_commit, ""},
                 {", run ", entry->ci_run, ""},
                 {", tag ", entry->tag, ""},
                 {", with ", entry->tool, ""}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].text)
            continue;
        buf_puts(out, parts[i].before);
        buf_shown(out, str_from(parts[i].text));
        buf_puts(out, parts[i].after);
    }
    buf_char(out, '\n');
}

static void
log_json(struct json *json, const struct log_entry *entry)
{
    if (!entry) {
        json_text(json, "log", NULL);
        return;
    }
    json_object(json, "log");
    json_text(json, "direction", entry->direction);
    json_text(json, "state", entry->state);
    json_text(json, "when", entry->when);
    json_text(json, "seconds", entry->seconds);
    json_text(json, "user", entry->user);
    json_text(json, "host", entry->host);
    json_text(json, "path", entry->path);
    json_text(json, "tool", entry->tool);
    json_text(json, "git_commit", entry->git_commit);
    json_text(json, "ci_run", entry->ci_run);
    json_text(json, "tag", entry->tag);
    json_end(json);
}

void
listing_write(const struct listing *listing, size_t revision, struct buf *out)
{
    if ((listing->session->verbose && !listing->one_line) || listing->long_form)
        paragraph_write(listing, revision, out);
    else
        line_write(listing, revision, out);
    if (listing->log && listing->log[revision])
        log_write(listing->log[revision], out);
}

static void
json_print(const struct listing *listing, size_t i)
{
    const struct graph *graph = &listing->session->graph;
    const struct revision *revision = graph->revisions[i];
    const struct marks marks = marks_of(listing, i);
    struct arena arena = {0};
    struct buf line = {.arena = &arena};
    struct json json = {.out = &line};
    json_object(&json, NULL);
    json_string(&json, "revision", revision->id);
    session_ids(&json, "parents", graph, graph_links(graph, EDGES_PARENTS, i));
    session_ids(&json, "depends_on", graph, dependencies(graph, i));
    json_array(&json, "labels");
    for (size_t k = 0; k < revision->labels.count; k++)
        json_string(&json, NULL, revision->labels.items[k]);
    json_end(&json);
    json_string(&json, "message", revision->message);
    json_string(&json, "created", revision->created);
    json_text(&json, "path", revision->path);
    json_bool(&json, "head", marks.head || marks.effective_head);
    json_bool(&json, "effective_head", marks.effective_head);
    json_bool(&json, "branchpoint", marks.branchpoint);
    json_bool(&json, "mergepoint", marks.mergepoint);
    if (listing->current)
        json_bool(&json, "current", marks.current);
    if (listing->log)
        log_json(&json, listing->log[i]);
    json_end(&json);
    session_print(&line);
    arena_free(&arena);
}

void
listing_print(const struct listing *listing, size_t revision)
{
    if (listing->session->json) {
        json_print(listing, revision);
        return;
    }
    listing->text->length = 0;
    listing_write(listing, revision, listing->text);
    fwrite(listing->text->data, 1, listing->text->length, stdout);
}
