/* upgrade's and downgrade's targets, and walks. */
#include "migrate/target.h"

#include "name.h"
#include "walk.h"

#include <stdlib.h>

struct error *
target_squashed(const struct graph *graph, struct str id, enum error_kind kind)
{
    const struct revision *squash = name_squash(graph, id);
    return !squash
               ? NULL
               : error_hint(
                     error_new(kind,
                               "the database is at revision \"%.*s\", which was squashed "
                               "into %.*s",
                               STR_ARG(id), STR_ARG(squash->id)),
                     "upgrade it to %.*s with the scripts from before that (they are in "
                     ".squashed beside %s), then with these",
                     STR_ARG(squash->id), squash->path);
}

struct error *
target_rows(struct indices *rows, const struct graph *graph, struct arena *arena,
            struct names texts, struct str *unknown)
{
    *rows = (struct indices){0};
    for (size_t i = 0; i < texts.count; i++) {
        const size_t revision = graph_find(graph, texts.items[i]);
        if (revision == GRAPH_NONE) {
            struct error *error = target_squashed(graph, texts.items[i], ERROR_USAGE);
            *unknown = texts.items[i];
            if (error)
                return error;
            struct buf id = {.arena = arena};
            buf_shown(&id, texts.items[i]);
            return error_hint(
                error_new(ERROR_USAGE,
                          "the database is at revision \"%s\", which no script knows",
                          buf_text(&id)),
                "check out the branch that has it; \"migrate downgrade\" can use what "
                "the "
                "log has of it; or \"migrate stamp --purge\" where the database really "
                "is");
        }
        indices_add(rows, arena, revision);
    }
    return NULL;
}

bool *
target_applied(const struct place *place)
{
    return graph_reach(place->graph, place->arena, place->rows, EDGES_ALL_PARENTS);
}

struct indices
target_current(const struct place *place)
{
    const bool *applied = target_applied(place);
    struct indices tips = {0};
    for (size_t i = 0; i < place->graph->count; i++) {
        /* An applied descendant implies an applied child: what is applied is closed. */
        const struct indices children = graph_links(place->graph, EDGES_CHILDREN, i);
        bool tip = applied[i];
        for (size_t k = 0; k < children.count && tip; k++)
            tip = !applied[children.items[k]];
        if (tip)
            indices_add(&tips, place->arena, i);
    }
    return tips;
}

struct indices
target_overlaps(const struct place *place, struct indices list, size_t *needed_by)
{
    struct indices overlaps = {0};
    if (list.count < 2)
        return overlaps;
    const bool *below = graph_below(place->graph, place->arena, list);
    for (size_t i = 0; i < list.count; i++)
        if (below[list.items[i]] && !indices_have(overlaps, list.items[i]))
            indices_add(&overlaps, place->arena, list.items[i]);
    for (size_t i = 0; overlaps.count && i < list.count; i++) {
        const struct indices one = {&list.items[i], 1};
        if (!graph_below(place->graph, place->arena, one)[overlaps.items[0]])
            continue;
        *needed_by = list.items[i];
        break;
    }
    return overlaps;
}

struct error *
target_antichain(const struct place *place, struct indices list)
{
    size_t needed_by = 0;
    const struct indices overlaps = target_overlaps(place, list, &needed_by);
    if (!overlaps.count)
        return NULL;
    const struct str other = place->graph->revisions[needed_by]->id;
    return error_hint(error_new(ERROR_USAGE, "%.*s overlaps with %.*s, which needs it",
                                STR_ARG(place->graph->revisions[overlaps.items[0]]->id),
                                STR_ARG(other)),
                      "only %.*s should be named", STR_ARG(other));
}

/* Where one step leads. */
static struct indices
step_choices(const struct place *place, size_t at, bool up, const bool *within)
{
    const struct graph *graph = place->graph;
    if (at == WALK_BASE && !up)
        return (struct indices){0};
    struct indices next =
        at == GRAPH_NONE || at == WALK_BASE
            ? graph_ends(graph, place->arena, up ? EDGES_PARENTS : EDGES_CHILDREN)
            : graph_links(graph, up ? EDGES_CHILDREN : EDGES_PARENTS, at);
    if (!up || !within)
        return next;
    struct indices kept = {0};
    for (size_t i = 0; i < next.count; i++)
        if (within[next.items[i]])
            indices_add(&kept, place->arena, next.items[i]);
    return kept;
}

static struct error *
walk_ambiguous(const struct place *place, size_t at, struct indices next, bool up)
{
    struct error *error =
        at == GRAPH_NONE
            ? error_new(ERROR_USAGE, "one step %s leads to %zu revisions",
                        up ? "up from base" : "down from the heads", next.count)
            : error_new(ERROR_USAGE, "one step %s from %.*s leads to %zu revisions",
                        up ? "up" : "down", STR_ARG(place->graph->revisions[at]->id),
                        next.count);
    return error_hint(name_detail(error, place, next),
                      up ? "name one of them, or write LABEL@+N" : "name one of them");
}

struct error *
walk_steps(struct walk *walk, const struct place *place, long steps, const bool *within)
{
    const bool up = steps > 0;
    walk->done = 0;
    for (long left = labs(steps); left; left--) {
        const struct indices next = step_choices(place, walk->at, up, within);
        if (next.count > 1)
            return walk_ambiguous(place, walk->at, next, up);
        if (!next.count && (up || walk->at == WALK_BASE)) {
            walk->off = true;
            return NULL;
        }
        walk->at = next.count ? next.items[0] : WALK_BASE;
        walk->done++;
    }
    return NULL;
}

static struct error *
walk_off(struct str text, const struct walk *walk, bool up)
{
    return error_hint(error_new(ERROR_USAGE,
                                "\"%.*s\" goes too far: there %s only %ld "
                                "step%s %s",
                                STR_ARG(text), walk->done == 1 ? "is" : "are", walk->done,
                                walk->done == 1 ? "" : "s", up ? "up" : "down"),
                      up ? "\"head\" is the last of all" : "\"base\" is below the first");
}

static struct error *
several_rows(const struct place *place, struct str text, struct indices rows,
             const struct relative *relative)
{
    struct error *error =
        name_detail(error_new(ERROR_USAGE,
                              "\"%.*s\" is ambiguous: the database is at %zu revisions%s",
                              STR_ARG(text), rows.count,
                              relative->has_label ? " of that branch" : ""),
                    place, rows);
    return relative->has_label
               ? error_hint(error, "say from which: ID%+ld", relative->steps)
               : error_hint(error, "say from which: ID%+ld, or LABEL@%+ld",
                            relative->steps, relative->steps);
}

/* The rows on the branch; else the tips of what they imply there; else base. */
static struct indices
branch_starts(const struct place *place, const bool *within)
{
    struct indices starts = {0};
    for (size_t i = 0; i < place->rows.count; i++)
        if (within[place->rows.items[i]])
            indices_add(&starts, place->arena, place->rows.items[i]);
    if (starts.count)
        return starts;
    const bool *applied = target_applied(place);
    for (size_t i = 0; i < place->graph->count; i++) {
        if (!applied[i] || !within[i])
            continue;
        const struct indices up = graph_links(place->graph, EDGES_ALL_CHILDREN, i);
        bool tip = true;
        for (size_t k = 0; k < up.count && tip; k++)
            tip = !(applied[up.items[k]] && within[up.items[k]]);
        if (tip)
            indices_add(&starts, place->arena, i);
    }
    return starts;
}

/* Where a relative upgrade starts; GRAPH_NONE is base. */
static struct error *
upgrade_start(size_t *start, const struct place *place, const struct relative *relative,
              struct str text, const bool *within)
{
    if (relative->symbol.length) {
        struct name name = {
            .whole = relative->symbol, .text = relative->symbol, .branch = GRAPH_NONE};
        return name_one(start, place, &name);
    }
    const struct indices starts = within ? branch_starts(place, within) : place->rows;
    if (starts.count > 1)
        return several_rows(place, text, starts, relative);
    *start = starts.count ? starts.items[0] : GRAPH_NONE;
    return NULL;
}

/* LABEL@SYMBOL-N: a walk down from what LABEL@SYMBOL is. */
static struct error *
walk_down(struct walk *walk, const struct place *place, const struct relative *relative,
          size_t branch)
{
    const struct name name = {
        .whole = relative->symbol, .text = relative->symbol, .branch = branch};
    struct error *error = name_one(&walk->at, place, &name);
    return error ? error : walk_steps(walk, place, relative->steps, NULL);
}

struct error *
walk_upgrade(struct walk *walk, const struct place *place,
             const struct relative *relative, struct str text)
{
    size_t branch = GRAPH_NONE;
    struct error *error = NULL;
    if (relative->has_label && (error = name_branch(&branch, place, relative->label)))
        return error;
    *walk = (struct walk){.at = GRAPH_NONE};
    if (relative->steps <= 0 && !relative->symbol.length)
        return error_hint(error_new(ERROR_USAGE, "\"%.*s\" is no step up", STR_ARG(text)),
                          "\"migrate downgrade\" goes down; +N goes up");
    if (relative->steps <= 0)
        return walk_down(walk, place, relative, branch);
    const bool *within = branch == GRAPH_NONE
                             ? NULL
                             : graph_lineage(place->graph, place->arena, branch, false);
    error = upgrade_start(&walk->at, place, relative, text, within);
    return error ? error : walk_steps(walk, place, relative->steps, within);
}

/* `-3` where a name is expected: three below each real head (that carries the label). */
static struct error *
below_heads(struct indices *targets, const struct place *place, const struct name *name,
            long steps)
{
    const struct indices heads =
        graph_ends(place->graph, place->arena, EDGES_ALL_CHILDREN);
    const bool *within = name->branch == GRAPH_NONE ? NULL : target_branch(place, name);
    *targets = (struct indices){0};
    for (size_t i = 0; i < heads.count; i++) {
        if (within && !within[heads.items[i]])
            continue;
        struct walk walk = {.at = heads.items[i]};
        struct error *error = walk_steps(&walk, place, steps, NULL);
        if (error)
            return error;
        if (walk.off || walk.at == WALK_BASE)
            return walk_off(name->whole, &walk, false);
        if (!indices_have(*targets, walk.at))
            indices_add(targets, place->arena, walk.at);
    }
    if (targets->count)
        return NULL;
    return error_hint(
        error_new(ERROR_USAGE, "\"%.*s\" is below no head", STR_ARG(name->whole)),
        "\"migrate heads\" lists the heads");
}

static bool
is_negative(const struct place *place, struct str text, long *steps)
{
    struct relative relative;
    if (!relative_parse(&relative, place, text) || relative.has_label ||
        relative.symbol.length || relative.steps >= 0)
        return false;
    *steps = relative.steps;
    return true;
}

struct error *
target_many(struct indices *targets, const struct place *place, struct str text)
{
    struct name name;
    struct error *error = name_split(&name, place, text);
    if (error)
        return error;
    long steps;
    if (is_negative(place, name.text, &steps))
        return below_heads(targets, place, &name, steps);
    return name_many(targets, place, &name);
}

struct error *
target_show(struct indices *revisions, const struct place *place, struct str text)
{
    if (str_is(text, "current")) {
        *revisions = place->rows;
        return NULL;
    }
    return target_many(revisions, place, text);
}

struct error *
target_start(struct indices *revisions, const struct place *place, struct str text)
{
    struct name name;
    struct error *error = name_split(&name, place, text);
    return error ? error : name_many(revisions, place, &name);
}

struct error *
target_one(size_t *revision, const struct place *place, struct str text)
{
    struct name name;
    struct error *error = name_split(&name, place, text);
    return error ? error : name_one(revision, place, &name);
}

struct error *
target_upgrade(struct indices *targets, const struct place *place, struct str text)
{
    struct relative relative;
    if (text.length && memchr(text.data, ':', text.length))
        return error_hint(error_new(ERROR_USAGE,
                                    "a range (\"%.*s\") only goes with --sql",
                                    STR_ARG(text)),
                          "the database itself says where it is");
    if (!relative_parse(&relative, place, text))
        return target_many(targets, place, text);
    struct walk walk;
    struct error *error = walk_upgrade(&walk, place, &relative, text);
    if (error)
        return error;
    if (walk.off || walk.at == WALK_BASE || walk.at == GRAPH_NONE)
        return walk_off(text, &walk, relative.steps > 0);
    *targets = (struct indices){0};
    indices_add(targets, place->arena, walk.at);
    return NULL;
}

/* Where `-N` or `LABEL@-N` starts: the one row (on the branch). */
static struct error *
downgrade_start(size_t *start, const struct place *place, const struct relative *relative,
                size_t branch, struct str text)
{
    struct indices rows = place->rows;
    if (branch != GRAPH_NONE) {
        const bool *within = graph_lineage(place->graph, place->arena, branch, false);
        const struct indices sources[] = {place->rows, target_current(place)};
        rows = (struct indices){0};
        for (int s = 0; s < 2 && !rows.count; s++)
            for (size_t i = 0; i < sources[s].count; i++)
                if (within[sources[s].items[i]])
                    indices_add(&rows, place->arena, sources[s].items[i]);
    }
    if (rows.count > 1)
        return several_rows(place, text, rows, relative);
    if (!rows.count)
        return error_hint(error_new(ERROR_USAGE, "\"%.*s\": nothing is applied%s",
                                    STR_ARG(text),
                                    branch == GRAPH_NONE ? "" : " on that branch"),
                          "\"migrate current\" shows where the database is");
    *start = rows.items[0];
    return NULL;
}

static struct error *
downgrade_relative(struct downgrade *downgrade, const struct place *place,
                   const struct relative *relative, struct str text)
{
    struct error *error = NULL;
    struct walk walk = {.at = GRAPH_NONE};
    if (relative->has_label &&
        (error = name_branch(&downgrade->label, place, relative->label)))
        return error;
    if (relative->steps >= 0 && !relative->symbol.length)
        return error_hint(
            error_new(ERROR_USAGE, "\"%.*s\" is no step down", STR_ARG(text)),
            "\"migrate upgrade\" goes up; -N goes down");
    if (relative->steps >= 0) {
        const bool *within =
            relative->has_label
                ? graph_lineage(place->graph, place->arena, downgrade->label, false)
                : NULL;
        struct name name = {
            .whole = relative->symbol, .text = relative->symbol, .branch = GRAPH_NONE};
        if (!(error = name_one(&walk.at, place, &name)))
            error = walk_steps(&walk, place, relative->steps, within);
    } else if (relative->symbol.length) {
        error = walk_down(&walk, place, relative, downgrade->label);
    } else {
        error = downgrade_start(&walk.at, place, relative, downgrade->label, text);
        if (!error) {
            if (downgrade->label == GRAPH_NONE)
                downgrade->label = walk.at;
            error = walk_steps(&walk, place, relative->steps, NULL);
        }
    }
    if (error)
        return error;
    if (walk.off || walk.at == GRAPH_NONE)
        return walk_off(text, &walk, relative->steps > 0);
    downgrade->target = walk.at == WALK_BASE ? GRAPH_NONE : walk.at;
    return NULL;
}

struct error *
target_downgrade(struct downgrade *downgrade, const struct place *place, struct str text)
{
    *downgrade = (struct downgrade){GRAPH_NONE, GRAPH_NONE};
    struct relative relative;
    if (text.length && memchr(text.data, ':', text.length))
        return error_hint(error_new(ERROR_USAGE,
                                    "a range (\"%.*s\") only goes with --sql",
                                    STR_ARG(text)),
                          "the database itself says where it is");
    if (relative_parse(&relative, place, text))
        return downgrade_relative(downgrade, place, &relative, text);
    const char *at = text.length ? memrchr(text.data, '@', text.length) : NULL;
    struct str last = text;
    struct error *error = NULL;
    if (at) {
        const struct str label = {text.data, (size_t)(at - text.data)};
        last = str_cut(text, label.length + 1);
        if ((error = name_branch(&downgrade->label, place, label)))
            return error;
    }
    const struct name name = {.whole = text, .text = last, .branch = GRAPH_NONE};
    return name_one(&downgrade->target, place, &name);
}
