#include "name.h"

#include <stdlib.h>
#include <string.h>

enum { PREFIX_OF = 4, SHOWN = 12 }; /* only names of four or more may be abbreviated */

struct error *
name_detail(struct error *error, const struct place *place, struct indices revisions)
{
    for (size_t i = 0; i < revisions.count && i < SHOWN; i++) {
        const struct revision *revision = place->graph->revisions[revisions.items[i]];
        error = error_detail(error, "%.*s  %.*s", STR_ARG(revision->id),
                             STR_ARG(revision->message));
    }
    if (revisions.count > SHOWN)
        error = error_detail(error, "… and %zu more", revisions.count - SHOWN);
    return error;
}

const struct revision *
name_squash(const struct graph *graph, struct str id)
{
    for (size_t i = 0; i < graph->count; i++) {
        const struct names *squashes = graph->revisions[i]->squashes;
        for (size_t k = 0; squashes && k < squashes->count; k++)
            if (str_equal(squashes->items[k], id))
                return graph->revisions[i];
    }
    return NULL;
}

static struct error *
unknown_name(const struct place *place, struct str text)
{
    static const char *const words[] = {"head", "heads", "base"};
    const struct graph *graph = place->graph;
    const char *nearest = str_nearest(text, words, sizeof words / sizeof *words);
    size_t best =
        nearest ? str_distance(text, str_from(nearest), 8) : text.length / 3 + 2;
    for (size_t i = 0; i < graph->count + graph->label_count; i++) {
        const struct str name = i < graph->count ? graph->revisions[i]->id
                                                 : graph->labels[i - graph->count].name;
        const size_t distance = str_distance(text, name, best);
        if (distance < best) {
            best = distance;
            nearest = str_dup(place->arena, name);
        }
    }
    struct error *error =
        error_new(ERROR_USAGE, "there is no revision \"%.*s\"", STR_ARG(text));
    const struct revision *squash = name_squash(graph, text);
    if (squash)
        return error_hint(error, "it was squashed into %.*s", STR_ARG(squash->id));
    return nearest ? error_hint(error, "did you mean %s?", nearest)
                   : error_hint(error, "\"migrate history\" lists them all");
}

/* Adds the revisions whose id or label begins with `text`. */
static struct indices
prefix_matches(const struct place *place, struct str text, const bool *within)
{
    const struct graph *graph = place->graph;
    struct indices matches = {0};
    size_t first;
    const size_t count = graph_prefix(graph, text, &first);
    for (size_t i = first; i < first + count; i++)
        if (graph->revisions[i]->id.length >= PREFIX_OF && (!within || within[i]))
            indices_add(&matches, place->arena, i);
    for (size_t i = 0; i < graph->label_count; i++) {
        const struct label *label = &graph->labels[i];
        if (label->name.length >= PREFIX_OF && str_starts(label->name, text) &&
            (!within || within[label->revision]))
            indices_add(&matches, place->arena, label->revision);
    }
    return matches;
}

static struct error *
identify_prefix(size_t *revision, const struct place *place, struct str text,
                const bool *within)
{
    const struct indices matches = prefix_matches(place, text, within);
    if (!matches.count || !text.length)
        return unknown_name(place, text);
    if (matches.count > 1)
        return error_hint(
            name_detail(error_new(ERROR_USAGE, "\"%.*s\" is the beginning of %zu names",
                                  STR_ARG(text), matches.count),
                        place, matches),
            "write more of it");
    *revision = matches.items[0];
    return NULL;
}

struct error *
name_identify(size_t *revision, const struct place *place, struct str text, size_t branch)
{
    const struct graph *graph = place->graph;
    const bool *within =
        branch == GRAPH_NONE ? NULL : graph_lineage(graph, place->arena, branch, false);
    *revision = graph_find(graph, text);
    if (*revision == GRAPH_NONE)
        *revision = graph_find_label(graph, text);
    if (*revision == GRAPH_NONE) {
        struct error *error = identify_prefix(revision, place, text, within);
        if (error)
            return error;
    }
    if (within && !within[*revision])
        return error_hint(error_new(ERROR_USAGE, "%.*s is not on the branch of %.*s",
                                    STR_ARG(graph->revisions[*revision]->id),
                                    STR_ARG(graph->revisions[branch]->id)),
                          "\"migrate history\" shows the branches");
    return NULL;
}

struct error *
name_branch(size_t *revision, const struct place *place, struct str text)
{
    struct error *error;
    if (!text.length)
        return error_hint(error_new(ERROR_USAGE, "there is nothing before the \"@\""),
                          "write LABEL@NAME, or the name alone");
    if (str_is(text, "base") || str_is(text, "heads") || str_is(text, "current"))
        return error_hint(error_new(ERROR_USAGE, "\"%.*s\" is no branch", STR_ARG(text)),
                          "before the \"@\" stands a label or an id");
    if (str_is(text, "head")) {
        const struct name head = {.whole = text, .text = text, .branch = GRAPH_NONE};
        error = name_one(revision, place, &head);
        if (!error && *revision == GRAPH_NONE)
            error = error_new(ERROR_USAGE, "there are no revisions");
    } else {
        error = name_identify(revision, place, text, GRAPH_NONE);
    }
    return error_prefix(error, "the branch \"%.*s\"", STR_ARG(text));
}

struct error *
name_split(struct name *name, const struct place *place, struct str whole)
{
    bool found;
    struct str rest;
    const struct str first = str_before(whole, '@', &rest, &found);
    *name =
        (struct name){.whole = whole, .text = found ? rest : whole, .branch = GRAPH_NONE};
    if (!found)
        return NULL;
    name->label = first;
    return name_branch(&name->branch, place, first);
}

struct error *
name_several(const struct place *place, struct str text, struct indices heads)
{
    const char *label = NULL;
    for (size_t i = 0; i < place->graph->label_count && !label; i++)
        label = str_dup(place->arena, place->graph->labels[i].name);
    return error_hint(
        name_detail(error_new(ERROR_USAGE,
                              "\"%.*s\" is not one revision: there are %zu heads",
                              STR_ARG(text), heads.count),
                    place, heads),
        "name one of them, or %s@head, or \"heads\" for all; \"migrate merge\" joins "
        "them",
        label ? label : "LABEL");
}

static struct indices
heads_of(const struct place *place, size_t branch, enum edges edges)
{
    const struct indices all = graph_ends(place->graph, place->arena, edges);
    if (branch == GRAPH_NONE)
        return all;
    const bool *within = graph_lineage(place->graph, place->arena, branch, false);
    struct indices heads = {0};
    for (size_t i = 0; i < all.count; i++)
        if (within[all.items[i]])
            indices_add(&heads, place->arena, all.items[i]);
    return heads;
}

struct error *
name_many(struct indices *revisions, const struct place *place, const struct name *name)
{
    *revisions = (struct indices){0};
    if (str_is(name->text, "base"))
        return NULL;
    if (str_is(name->text, "heads")) {
        *revisions =
            heads_of(place, name->branch,
                     name->branch == GRAPH_NONE ? EDGES_ALL_CHILDREN : EDGES_CHILDREN);
        return NULL;
    }
    if (str_is(name->text, "head")) {
        *revisions = heads_of(place, name->branch, EDGES_CHILDREN);
        return revisions->count > 1 ? name_several(place, name->whole, *revisions) : NULL;
    }
    size_t revision;
    struct error *error = name_identify(&revision, place, name->text, name->branch);
    if (!error)
        indices_add(revisions, place->arena, revision);
    return error;
}

struct error *
name_one(size_t *revision, const struct place *place, const struct name *name)
{
    struct indices many;
    struct error *error = name_many(&many, place, name);
    if (error)
        return error;
    if (many.count > 1)
        return name_several(place, name->whole, many);
    *revision = many.count ? many.items[0] : GRAPH_NONE;
    return NULL;
}

static bool
is_symbol(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.';
}

bool
relative_parse(struct relative *relative, const struct place *place, struct str text)
{
    *relative = (struct relative){0};
    if (graph_find_label(place->graph, text) != GRAPH_NONE)
        return false; /* a label may hold "-2" */
    struct str rest;
    const struct str label = str_before(text, '@', &rest, &relative->has_label);
    if (relative->has_label) {
        relative->label = label;
        text = rest;
    }
    size_t length = 0;
    while (length < text.length && is_symbol(text.data[length]))
        length++;
    relative->symbol = (struct str){text.data, length};
    text = str_cut(text, length);
    if (text.length < 2 || (text.data[0] != '+' && text.data[0] != '-'))
        return false;
    for (size_t i = 1; i < text.length; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    /* More than there can be revisions is too far, whatever it is. */
    if (text.length > 10)
        text.length = 10;
    relative->steps = strtol(str_dup(place->arena, text), NULL, 10);
    return true;
}
