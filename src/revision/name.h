/* Names of revisions, without steps or ranges. Private to the room. */
#ifndef MIGRATE_REVISION_NAME_H
#define MIGRATE_REVISION_NAME_H

#include "migrate/target.h"

/* A name in its parts: LABEL@NAME. `branch` is the label's revision, or GRAPH_NONE. */
struct name {
    struct str whole, label, text;
    size_t branch;
};

/* Takes the name apart at its first "@"; an unknown label is an error. */
struct error *name_split(struct name *name, const struct place *place,
                         struct str whole) MUST_CHECK;

/* The revision into which that id was squashed, or NULL. */
const struct revision *name_squash(const struct graph *graph, struct str id);

/* An id, a label, or the beginning of one that fits no other (within the branch, unless
 * that is GRAPH_NONE). */
struct error *name_identify(size_t *revision, const struct place *place, struct str text,
                            size_t branch) MUST_CHECK;

/* The revision before an "@": as above, or "head" where there is but one. */
struct error *name_branch(size_t *revision, const struct place *place,
                          struct str text) MUST_CHECK;

/* The revisions it stands for: several for `heads`, none for `base`. */
struct error *name_many(struct indices *revisions, const struct place *place,
                        const struct name *name) MUST_CHECK;

/* The same where at most one will do; GRAPH_NONE for base. */
struct error *name_one(size_t *revision, const struct place *place,
                       const struct name *name) MUST_CHECK;

/* "there are several heads", with the list and what to write instead. */
struct error *name_several(const struct place *place, struct str text,
                           struct indices heads) MUST_CHECK;

/* One line about each revision, under an error. */
struct error *name_detail(struct error *error, const struct place *place,
                          struct indices revisions) MUST_CHECK;

/* [LABEL@][SYMBOL]+N or -N. */
struct relative {
    struct str label, symbol;
    bool has_label;
    long steps; /* negative: down */
};
bool relative_parse(struct relative *relative, const struct place *place,
                    struct str text);

#endif
