/* Which revisions `stamp` and `history` are about. */
#include "walk.h"

bool *
target_carries(const struct place *place, const struct label *label)
{
    const struct graph *graph = place->graph;
    const struct indices one = {(size_t[]){label->revision}, 1};
    bool *carries = graph_reach(graph, place->arena, one, EDGES_CHILDREN);
    size_t leaf = GRAPH_NONE, leaves = 0;
    for (size_t i = 0; i < graph->count; i++)
        if (carries[i] && !graph_links(graph, EDGES_CHILDREN, i).count) {
            leaf = i;
            leaves++;
        }
    while (leaves == 1 && leaf != GRAPH_NONE) {
        const struct indices up = graph_links(graph, EDGES_PARENTS, leaf);
        if (graph_links(graph, EDGES_ALL_CHILDREN, leaf).count > 1 || up.count > 1)
            break;
        carries[leaf] = true;
        leaf = up.count ? up.items[0] : GRAPH_NONE;
    }
    return carries;
}

bool *
target_branch(const struct place *place, const struct name *name)
{
    for (size_t i = 0; i < place->graph->label_count; i++)
        if (str_equal(place->graph->labels[i].name, name->label))
            return target_carries(place, &place->graph->labels[i]);
    return graph_lineage(place->graph, place->arena, name->branch, false);
}

/* --- stamp ---------------------------------------------------------------------- */

struct stamp {
    struct indices wanted;   /* the revisions that the targets name */
    struct indices selected; /* the rows that they concern */
};

static struct error *
stamp_target(struct stamp *stamp, const struct place *place, struct str text)
{
    struct name name;
    struct indices named;
    struct relative relative;
    struct error *error;
    /* Steps from where? Not from the row, as one would think: Alembic has none either. */
    if (relative_parse(&relative, place, text))
        return error_hint(
            error_new(ERROR_USAGE, "stamp takes no steps: \"%.*s\"", STR_ARG(text)),
            "name the revision");
    if ((error = name_split(&name, place, text)) ||
        (error = name_many(&named, place, &name)))
        return error;
    if (!named.count && !str_is(name.text, "base"))
        return error_hint(
            error_new(ERROR_USAGE, "\"%.*s\" is no revision", STR_ARG(text)),
            "is --versions the right folder? \"base\" takes all rows away");
    struct indices shares = {0};
    if (name.branch != GRAPH_NONE)
        indices_add(&shares, place->arena, name.branch);
    for (size_t i = 0; i < named.count; i++) {
        indices_add(&shares, place->arena, named.items[i]);
        if (!indices_have(stamp->wanted, named.items[i]))
            indices_add(&stamp->wanted, place->arena, named.items[i]);
    }
    const bool *up = graph_reach(place->graph, place->arena, shares, EDGES_ALL_PARENTS);
    const bool *down =
        graph_reach(place->graph, place->arena, shares, EDGES_ALL_CHILDREN);
    for (size_t i = 0; i < place->rows.count; i++) {
        const size_t row = place->rows.items[i];
        if ((!shares.count || up[row] || down[row]) &&
            !indices_have(stamp->selected, row))
            indices_add(&stamp->selected, place->arena, row);
    }
    return NULL;
}

/* Whether what is wanted replaces the selected rows: something of it is related to one,
 * and is none. */
static bool
stamp_replaces(const struct stamp *stamp, const struct place *place)
{
    struct indices others = {0};
    for (size_t i = 0; i < stamp->wanted.count; i++)
        if (!indices_have(stamp->selected, stamp->wanted.items[i]))
            indices_add(&others, place->arena, stamp->wanted.items[i]);
    const bool *up = graph_reach(place->graph, place->arena, others, EDGES_ALL_PARENTS);
    const bool *down =
        graph_reach(place->graph, place->arena, others, EDGES_ALL_CHILDREN);
    for (size_t i = 0; i < stamp->selected.count; i++)
        if (up[stamp->selected.items[i]] || down[stamp->selected.items[i]])
            return true;
    return false;
}

struct error *
target_stamp(struct indices *rows, const struct place *place, struct names texts)
{
    struct stamp stamp = {0};
    for (size_t i = 0; i < texts.count; i++) {
        struct error *error = stamp_target(&stamp, place, texts.items[i]);
        if (error)
            return error;
    }
    const bool replace = !stamp.wanted.count || stamp_replaces(&stamp, place);
    /* Of rows that overlap (Alembic may leave some) those that a wanted one is related to
     * go: what is stamped is what the table says. */
    const bool *up =
        graph_reach(place->graph, place->arena, stamp.wanted, EDGES_ALL_PARENTS);
    const bool *down =
        graph_reach(place->graph, place->arena, stamp.wanted, EDGES_ALL_CHILDREN);
    *rows = (struct indices){0};
    for (size_t i = 0; i < place->rows.count; i++) {
        const size_t row = place->rows.items[i];
        const bool related = (up[row] || down[row]) && !indices_have(stamp.wanted, row);
        if (!related && (!replace || !indices_have(stamp.selected, row)))
            indices_add(rows, place->arena, row);
    }
    /* Of the wanted ones only those that no other implies. */
    const bool *implied = graph_below(place->graph, place->arena, stamp.wanted);
    for (size_t i = 0; i < stamp.wanted.count; i++)
        if (!implied[stamp.wanted.items[i]] &&
            !indices_have(*rows, stamp.wanted.items[i]))
            indices_add(rows, place->arena, stamp.wanted.items[i]);
    return NULL;
}

/* --- history -------------------------------------------------------------------- */

struct range {
    struct str low_text;
    struct indices low, high;
    bool low_is_current;
};

/* The upper end: a target as for upgrade, counted from the lower one and clamped. */
static struct error *
range_high(struct range *range, const struct place *place, struct str text)
{
    struct relative relative;
    if (!relative_parse(&relative, place, text))
        return target_many(&range->high, place, text);
    struct place from = *place;
    struct error *error;
    if (!range->low_is_current) {
        if ((error = target_many(&from.rows, place, range->low_text)))
            return error;
    }
    struct walk walk;
    if ((error = walk_upgrade(&walk, &from, &relative, text)))
        return error;
    if (walk.at == WALK_BASE || walk.at == GRAPH_NONE || (walk.off && relative.steps < 0))
        return error_new(ERROR_USAGE, "\"%.*s\" leads to no revision", STR_ARG(text));
    indices_add(&range->high, place->arena, walk.at);
    return NULL;
}

/* `-N:` is N below each real head (that carries the label); when there are not that many,
 * all of it. */
static struct error *
range_low(struct range *range, const struct place *place)
{
    struct relative relative;
    const bool steps = relative_parse(&relative, place, range->low_text) &&
                       !relative.symbol.length && relative.steps < 0;
    if (!steps)
        return target_many(&range->low, place, range->low_text);
    struct name name;
    struct error *unknown = name_split(&name, place, range->low_text);
    if (unknown)
        return unknown;
    const bool *within = name.branch == GRAPH_NONE ? NULL : target_branch(place, &name);
    const struct indices heads =
        graph_ends(place->graph, place->arena, EDGES_ALL_CHILDREN);
    for (size_t i = 0; i < heads.count; i++) {
        if (within && !within[heads.items[i]])
            continue;
        struct walk walk = {.at = heads.items[i]};
        struct error *error = walk_steps(&walk, place, relative.steps, NULL);
        if (error)
            return error;
        if (walk.off) {
            range->low = (struct indices){0};
            return NULL;
        }
        if (walk.at == WALK_BASE) /* as Alembic has it */
            return error_hint(error_new(ERROR_USAGE, "\"%.*s\" leads to no revision",
                                        STR_ARG(range->low_text)),
                              "leave the start out, for all of them");
        if (!indices_have(range->low, walk.at))
            indices_add(&range->low, place->arena, walk.at);
    }
    return NULL;
}

/* `LABEL@…:` keeps only upper ends that carry the label. */
static struct error *
range_label(struct range *range, const struct place *place)
{
    struct name name;
    struct error *error = name_split(&name, place, range->low_text);
    if (error || name.branch == GRAPH_NONE)
        return error;
    const bool *keep = target_branch(place, &name);
    struct indices kept = {0};
    for (size_t i = 0; i < range->high.count; i++)
        if (keep[range->high.items[i]])
            indices_add(&kept, place->arena, range->high.items[i]);
    range->high = kept;
    return NULL;
}

static struct error *
range_parse(struct range *range, const struct place *place, struct str text)
{
    bool colon = true;
    struct str high = {0};
    range->low_text = str_trim(str_before(text, ':', &high, &colon));
    high = str_trim(high);
    if (text.length && (!colon || (high.length && memchr(high.data, ':', high.length))))
        return error_hint(
            error_new(ERROR_USAGE, "\"%.*s\" is not a range", STR_ARG(text)),
            "write A:B, A: or :B");
    const bool high_is_current = str_is(high, "current") && place->rows.count;
    range->low_is_current =
        str_is(range->low_text, "current") && place->rows.count && !high_is_current;
    if (str_is(range->low_text, "current") && !range->low_is_current)
        range->low_text = (struct str){0};
    if (!range->low_text.length)
        range->low_text = STR("base");
    if (!high.length || (str_is(high, "current") && !high_is_current))
        high = STR("heads");
    struct error *error = NULL;
    if (range->low_is_current)
        range->low = place->rows;
    else
        error = range_low(range, place);
    if (!error && high_is_current)
        range->high = place->rows;
    else if (!error)
        error = range_high(range, place, high);
    if (!error && !range->low_is_current)
        error = range_label(range, place);
    return error;
}

struct error *
target_range(bool **set, const struct place *place, struct str text)
{
    struct range range = {0};
    struct error *error;
    if ((error = range_parse(&range, place, text)) ||
        (error = target_antichain(place, range.high)) ||
        (error = target_antichain(place, range.low)))
        return error;
    const struct graph *graph = place->graph;
    *set = graph_reach(graph, place->arena, range.high, EDGES_ALL_PARENTS);
    for (size_t i = 0; i < range.low.count; i++)
        if (!(*set)[range.low.items[i]])
            return error_hint(error_new(ERROR_USAGE,
                                        "%.*s is not below the end of the range \"%.*s\"",
                                        STR_ARG(graph->revisions[range.low.items[i]]->id),
                                        STR_ARG(text)),
                              "a range goes from an ancestor to a descendant");
    const bool *below = graph_reach(graph, place->arena, range.low, EDGES_ALL_PARENTS);
    const bool *above = graph_reach(graph, place->arena, range.low, EDGES_CHILDREN);
    for (size_t i = 0; i < graph->count; i++)
        (*set)[i] &=
            (!below[i] || indices_have(range.low, i)) && (!range.low.count || above[i]);
    return NULL;
}
