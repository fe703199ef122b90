/* What a target means: `head`, `heads`, `base`, an id or the beginning of one, a label,
 * `+2`, `-1`, `ID+2`, `LABEL@head`, `LABEL@-1`, `A:B` … The rules are Alembic's, but for
 * what is said below; every error says what was meant and what would work.
 *
 * On purpose otherwise than Alembic: an unknown label before "@" is always an error;
 * `downgrade -N` with several rows is an error; `+2xyz` is no number. */
#ifndef MIGRATE_TARGET_H
#define MIGRATE_TARGET_H

#include "migrate/graph.h"

/* What every function here needs: the graph, memory, and the rows of the version table
 * (revisions that are heads of what is applied; none: an empty database). */
struct place {
    const struct graph *graph;
    struct arena *arena;
    struct indices rows;
};

/* The error that a database is at a revision that was squashed; NULL: it was not. */
struct error *target_squashed(const struct graph *graph, struct str id,
                              enum error_kind kind) MUST_CHECK;

/* The rows by their texts, which must be ids of the graph. When one is not, `unknown` is
 * set to it and the error says so. */
struct error *target_rows(struct indices *rows, const struct graph *graph,
                          struct arena *arena, struct names texts,
                          struct str *unknown) MUST_CHECK;

/* The revisions that `upgrade TARGET` is to reach; none for base. */
struct error *target_upgrade(struct indices *targets, const struct place *place,
                             struct str text) MUST_CHECK;

/* `downgrade TARGET`: to `target`, or to base when it is GRAPH_NONE; if `label` is not
 * GRAPH_NONE only along the branch that leads to that revision. */
struct downgrade {
    size_t target, label;
};
struct error *target_downgrade(struct downgrade *downgrade, const struct place *place,
                               struct str text) MUST_CHECK;

/* The revisions that `show TARGET` names; `current` too. */
struct error *target_show(struct indices *revisions, const struct place *place,
                          struct str text) MUST_CHECK;

/* The revisions that --sql starts at, as in FROM:TO; none for base. */
struct error *target_start(struct indices *revisions, const struct place *place,
                           struct str text) MUST_CHECK;

/* One revision by name; GRAPH_NONE for base. */
struct error *target_one(size_t *revision, const struct place *place,
                         struct str text) MUST_CHECK;

/* The version rows after `stamp TARGET…`: rows that share a branch with a target give way
 * to it, others stay; of several targets the ones that others imply are left out. */
struct error *target_stamp(struct indices *rows, const struct place *place,
                           struct names texts) MUST_CHECK;

/* `history -r A:B`: both ends and what lies between, as a set. An empty range is all. */
struct error *target_range(bool **set, const struct place *place,
                           struct str text) MUST_CHECK;

/* What is applied although no row says so, as far as it is the tip of a branch by
 * parents alone: the rows, and dependencies of theirs. */
struct indices target_current(const struct place *place);

/* All that is applied, as a set: the rows and what they need. */
bool *target_applied(const struct place *place);

/* Those of the list that another one of it needs; `needed_by` is one that needs the first
 * of them. */
struct indices target_overlaps(const struct place *place, struct indices list,
                               size_t *needed_by);

/* An error when there are such. */
struct error *target_antichain(const struct place *place, struct indices list) MUST_CHECK;

/* Whether each revision carries this label: the one that has it, those above, and those
 * below up to the next branch point or merge. */
bool *target_carries(const struct place *place, const struct label *label);

#endif
