/* Linking: names become indices, edges become arrays, faults become errors. */
#include "migrate/graph.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

static int
revision_compare(const void *a, const void *b)
{
    const struct revision *first = *(struct revision *const *)a;
    const struct revision *second = *(struct revision *const *)b;
    const int order = str_compare(first->id, second->id);
    return order ? order : strcmp(first->path, second->path);
}

static int
label_compare(const void *a, const void *b)
{
    return str_compare(((const struct label *)a)->name, ((const struct label *)b)->name);
}

/* The first index whose id is not below `id`. */
static size_t
lower_bound(const struct graph *graph, struct str id)
{
    size_t low = 0, high = graph->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (str_compare(graph->revisions[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
graph_find(const struct graph *graph, struct str id)
{
    const size_t i = lower_bound(graph, id);
    return i < graph->count && str_equal(graph->revisions[i]->id, id) ? i : GRAPH_NONE;
}

size_t
graph_prefix(const struct graph *graph, struct str prefix, size_t *first)
{
    size_t end = *first = lower_bound(graph, prefix);
    while (end < graph->count && str_starts(graph->revisions[end]->id, prefix))
        end++;
    return end - *first;
}

size_t
graph_find_label(const struct graph *graph, struct str name)
{
    const struct label wanted = {.name = name};
    const struct label *found = graph->label_count
                                    ? bsearch(&wanted, graph->labels, graph->label_count,
                                              sizeof *graph->labels, label_compare)
                                    : NULL;
    return found ? found->revision : GRAPH_NONE;
}

struct indices
graph_links(const struct graph *graph, enum edges edges, size_t revision)
{
    const struct links *links = &graph->links[edges];
    const size_t start = links->start[revision];
    return (struct indices){links->targets + start, links->start[revision + 1] - start};
}

/* "FILE:LINE" of a revision's id. */
static const char *
place(const struct graph *graph, const struct revision *revision)
{
    size_t line, column;
    text_position(revision->text, revision->id_at, &line, &column);
    return arena_printf(graph->arena, "%s:%zu", revision->path, line);
}

/* The same file under two names (a folder given twice, a link) is one file. */
static bool
same_file(const struct revision *a, const struct revision *b)
{
    char *first = realpath(a->path, NULL), *second = realpath(b->path, NULL);
    const bool same = first && second && strcmp(first, second) == 0;
    free(first);
    free(second);
    return same;
}

static struct error *
sort_revisions(struct graph *graph, const struct revisions *revisions)
{
    graph->revisions =
        arena_array(graph->arena, revisions->list.count, sizeof(struct revision *));
    vec_each (&revisions->list, revision)
        graph->revisions[graph->count++] = *revision;
    /* Files are read by name, and names mostly begin with the id: then this is all. */
    bool sorted = true;
    for (size_t i = 1; sorted && i < graph->count; i++)
        sorted = revision_compare(&graph->revisions[i - 1], &graph->revisions[i]) <= 0;
    if (!sorted)
        qsort(graph->revisions, graph->count, sizeof(struct revision *),
              revision_compare);
    size_t kept = 0;
    for (size_t i = 0; i < graph->count; i++) {
        struct revision *revision = graph->revisions[i];
        struct revision *before = kept ? graph->revisions[kept - 1] : NULL;
        if (before && str_equal(before->id, revision->id)) {
            if (same_file(before, revision))
                continue;
            return revision_error(
                revision,
                error_hint(error_new(ERROR_USAGE,
                                     "the revision id \"%.*s\" is taken already by %s",
                                     STR_ARG(revision->id), place(graph, before)),
                           "give one of them another id"));
        }
        revision->index = (uint32_t)kept;
        graph->revisions[kept++] = revision;
    }
    graph->count = kept;
    return NULL;
}

static struct error *
label_clash(const struct graph *graph, const struct revision *revision, struct str label,
            const struct revision *other)
{
    return revision_error(
        revision,
        error_hint(error_new(ERROR_USAGE,
                             "the label \"%.*s\" is already used by %.*s, %s",
                             STR_ARG(label), STR_ARG(other->id), place(graph, other)),
                   "a label must differ from every other label and id"));
}

/* `foo-1` is one step below foo: it cannot be the name of something else too. */
static struct error *
label_is_no_step(const struct graph *graph, const struct revision *revision,
                 struct str label)
{
    struct str name = label;
    while (name.length && name.data[name.length - 1] >= '0' &&
           name.data[name.length - 1] <= '9')
        name.length--;
    if (name.length == label.length || !name.length || name.data[name.length - 1] != '-')
        return NULL;
    name.length--;
    if (graph_find(graph, name) == GRAPH_NONE &&
        graph_find_label(graph, name) == GRAPH_NONE)
        return NULL;
    return revision_error(
        revision,
        error_hint(error_new(ERROR_USAGE,
                             "the label \"%.*s\" would also mean steps down from "
                             "%.*s",
                             STR_ARG(label), STR_ARG(name)),
                   "choose another label"));
}

static struct error *
sort_labels(struct graph *graph)
{
    VEC(struct label) labels = {0};
    for (size_t i = 0; i < graph->count; i++) {
        const struct revision *revision = graph->revisions[i];
        for (size_t k = 0; k < revision->labels.count; k++) {
            const struct label label = {revision->labels.items[k], i};
            const size_t twin = graph_find(graph, label.name);
            if (twin != GRAPH_NONE)
                return label_clash(graph, revision, label.name, graph->revisions[twin]);
            vec_push(&labels, graph->arena, label);
        }
    }
    if (labels.count)
        qsort(labels.items, labels.count, sizeof *labels.items, label_compare);
    graph->labels = labels.items;
    graph->label_count = labels.count;
    for (size_t i = 1; i < labels.count; i++)
        if (str_equal(labels.items[i - 1].name, labels.items[i].name))
            return label_clash(graph, graph->revisions[labels.items[i].revision],
                               labels.items[i].name,
                               graph->revisions[labels.items[i - 1].revision]);
    for (size_t i = 0; i < labels.count; i++) {
        struct error *error = label_is_no_step(
            graph, graph->revisions[labels.items[i].revision], labels.items[i].name);
        if (error)
            return error;
    }
    return NULL;
}

static struct error *
unknown_link(const struct graph *graph, const struct revision *revision, struct str name,
             const char *what)
{
    const char *nearest = NULL;
    size_t best = 4;
    for (size_t i = 0; i < graph->count; i++) {
        const size_t distance = str_distance(name, graph->revisions[i]->id, best);
        if (distance < best && i != revision->index) {
            best = distance;
            nearest =
                arena_printf(graph->arena, "did you mean %.*s (%s)?",
                             STR_ARG(graph->revisions[i]->id), graph->revisions[i]->path);
        }
    }
    struct error *error = revision_error(
        revision, error_new(ERROR_USAGE, "%s of %.*s: there is no revision \"%.*s\"",
                            what, STR_ARG(revision->id), STR_ARG(name)));
    return error_hint(error, "%s", nearest ? nearest : "is its file missing?");
}

/* Resolves one name of a header; GRAPH_NONE in *target never comes back without error. */
static struct error *
link_resolve(const struct graph *graph, const struct revision *revision, struct str name,
             bool dependency, size_t *target)
{
    const char *what = dependency ? "depends_on" : "parents";
    *target = graph_find(graph, name);
    if (*target == GRAPH_NONE && dependency)
        *target = graph_find_label(graph, name);
    if (*target == GRAPH_NONE)
        return unknown_link(graph, revision, name, what);
    if (*target == revision->index)
        return revision_error(revision,
                              error_new(ERROR_USAGE, "%.*s names itself in its %s",
                                        STR_ARG(revision->id), what));
    return NULL;
}

static bool
have(const size_t *items, size_t count, size_t item)
{
    for (size_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

/* Fills the two kinds of links towards base; a name given twice counts once. */
static struct error *
link_up(struct graph *graph)
{
    size_t most = 0;
    for (size_t i = 0; i < graph->count; i++)
        most +=
            graph->revisions[i]->parents.count + graph->revisions[i]->depends_on.count;
    struct links *v = &graph->links[EDGES_PARENTS], *d = &graph->links[EDGES_ALL_PARENTS];
    for (enum edges kind = 0; kind < EDGES_KINDS; kind++) {
        struct links *links = &graph->links[kind];
        links->start = arena_array(graph->arena, graph->count + 2, sizeof(size_t));
        links->targets = arena_array(graph->arena, most + 1, sizeof(size_t));
    }
    size_t v_end = 0, d_end = 0;
    for (size_t i = 0; i < graph->count; i++) {
        const struct revision *revision = graph->revisions[i];
        const size_t total = revision->parents.count + revision->depends_on.count;
        v->start[i] = v_end;
        d->start[i] = d_end;
        for (size_t k = 0; k < total; k++) {
            const bool dependency = k >= revision->parents.count;
            const struct str name =
                dependency ? revision->depends_on.items[k - revision->parents.count]
                           : revision->parents.items[k];
            size_t target;
            struct error *error =
                link_resolve(graph, revision, name, dependency, &target);
            if (error)
                return error;
            if (!dependency &&
                !have(v->targets + v->start[i], v_end - v->start[i], target))
                v->targets[v_end++] = target;
            if (!have(d->targets + d->start[i], d_end - d->start[i], target))
                d->targets[d_end++] = target;
        }
    }
    v->start[graph->count] = v_end;
    d->start[graph->count] = d_end;
    return NULL;
}

/* Turns links round: count, sum up, fill. Children come out sorted by id. */
static void
link_reverse(struct graph *graph, enum edges from, enum edges to)
{
    const struct links *up = &graph->links[from];
    struct links *down = &graph->links[to];
    const size_t edges = up->start[graph->count];
    for (size_t e = 0; e < edges; e++)
        down->start[up->targets[e] + 2]++;
    for (size_t i = 2; i < graph->count + 2; i++)
        down->start[i] += down->start[i - 1];
    for (size_t i = 0; i < graph->count; i++)
        for (size_t e = up->start[i]; e < up->start[i + 1]; e++)
            down->targets[down->start[up->targets[e] + 1]++] = i;
}

/* Those that the sort could not place all lead into a cycle: walk up until one comes
 * twice. */
static struct error *
cycle_error(const struct graph *graph, const bool *placed)
{
    size_t at = 0;
    while (placed[at])
        at++;
    bool *seen = arena_alloc(graph->arena, graph->count);
    while (!seen[at]) {
        seen[at] = true;
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, at);
        for (size_t k = 0; k < up.count; k++)
            if (!placed[up.items[k]]) {
                at = up.items[k];
                break;
            }
    }
    const struct revision *revision = graph->revisions[at];
    struct error *error =
        revision_error(revision, error_new(ERROR_USAGE, "the revisions run in a circle"));
    size_t shown = 0;
    size_t i = at;
    do {
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, i);
        size_t next = i;
        for (size_t k = 0; k < up.count && next == i; k++)
            if (!placed[up.items[k]] && seen[up.items[k]])
                next = up.items[k];
        error = error_detail(
            error, "%.*s needs %.*s (%s)", STR_ARG(graph->revisions[i]->id),
            STR_ARG(graph->revisions[next]->id), place(graph, graph->revisions[i]));
        i = next;
    } while (i != at && ++shown < 20);
    return error_hint(error, "take one of these names out of the parents or depends_on");
}

/* The order in which everything would run from base; what is left over is a cycle. */
static struct error *
order_all(struct graph *graph)
{
    bool *all = arena_alloc(graph->arena, graph->count + 1);
    memset(all, true, graph->count);
    const struct indices sorted = graph_sort(graph, graph->arena, all);
    graph->order = arena_array(graph->arena, graph->count + 1, sizeof(size_t));
    for (size_t i = 0; i < sorted.count; i++)
        graph->order[sorted.items[i]] = i;
    if (sorted.count == graph->count)
        return NULL;
    bool *placed = arena_alloc(graph->arena, graph->count + 1);
    for (size_t i = 0; i < sorted.count; i++)
        placed[sorted.items[i]] = true;
    return cycle_error(graph, placed);
}

struct error *
graph_build(struct graph *graph, struct arena *arena, const struct revisions *revisions)
{
    *graph = (struct graph){.arena = arena};
    struct error *error;
    if ((error = sort_revisions(graph, revisions)) || (error = sort_labels(graph)) ||
        (error = link_up(graph)))
        return error;
    link_reverse(graph, EDGES_PARENTS, EDGES_CHILDREN);
    link_reverse(graph, EDGES_ALL_PARENTS, EDGES_ALL_CHILDREN);
    return order_all(graph);
}
