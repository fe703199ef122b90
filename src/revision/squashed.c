/* Scripts whose place another one has taken. */
#include "migrate/revision.h"

#include <stdlib.h>

struct squash {
    struct str id;
    const struct revision *by;
};

static int
squash_compare(const void *a, const void *b)
{
    const struct squash *one = a, *other = b;
    return str_compare(one->id, other->id);
}

/* Two that squash each other are no leftovers: the graph has the error for them. */
static bool
is_squashed(const struct revision *revision, const struct squash *squash)
{
    if (!squash || squash->by == revision)
        return false;
    for (size_t i = 0; revision->squashes && i < revision->squashes->count; i++)
        if (str_equal(revision->squashes->items[i], squash->by->id))
            return false;
    return true;
}

struct revisions
revisions_squashed(struct revisions *revisions, struct arena *arena)
{
    struct revisions squashed = {0};
    VEC(struct squash) squashes = {0};
    vec_each (&revisions->list, revision)
        for (size_t i = 0; (*revision)->squashes && i < (*revision)->squashes->count;
             i++) {
            const struct squash squash = {(*revision)->squashes->items[i], *revision};
            vec_push(&squashes, arena, squash);
        }
    if (!squashes.count)
        return squashed;
    qsort(squashes.items, squashes.count, sizeof *squashes.items, squash_compare);
    size_t kept = 0;
    vec_each (&revisions->list, revision) {
        bool gone = false;
        const struct squash wanted = {(*revision)->id, NULL};
        const struct squash *found = bsearch(&wanted, squashes.items, squashes.count,
                                             sizeof wanted, squash_compare);
        while (found && found > squashes.items && str_equal(found[-1].id, wanted.id))
            found--;
        for (; found && found < squashes.items + squashes.count &&
               str_equal(found->id, wanted.id);
             found++)
            gone |= is_squashed(*revision, found);
        if (gone)
            vec_push(&squashed.list, arena, *revision);
        else
            revisions->list.items[kept++] = *revision;
    }
    revisions->list.count = kept;
    return squashed;
}

struct error *
revision_squashed(const struct revision *revision)
{
    return revision_error(
        revision,
        error_hint(
            error_new(ERROR_USAGE,
                      "another script squashes \"%.*s\", so this one does not count",
                      STR_ARG(revision->id)),
            "give the same \"migrate squash\" again if it was stopped: it moves "
            "such scripts aside; or remove this one"));
}
