/* Revisions as text, in Alembic's shapes, and as JSON. Private to the room. */
#ifndef MIGRATE_CLI_LISTING_H
#define MIGRATE_CLI_LISTING_H

#include "session.h"

/* What is marked beside a revision. */
struct listing {
    const struct session *session;
    const bool *current;          /* the revisions to mark, or NULL */
    bool **carries;               /* by label: the revisions that carry it */
    bool parents;                 /* "parents -> " before each line (history) */
    bool messages;                /* ", message" after it (history) */
    bool long_form;               /* a paragraph also without -v (show) */
    bool one_line;                /* a line also with -v */
    const struct log_entry **log; /* what the log has of each, or NULL */
    struct buf *text;             /* of the one at hand */
    bool plain;                   /* no labels (current) */
    bool flat;                    /* no branch and merge points (heads) */
};

/* Prepares; `current` may be NULL. */
void listing_open(struct listing *listing, struct session *session, const bool *current);

/* One revision to stdout: a line, or with -v a paragraph, or with --json an object. */
void listing_print(const struct listing *listing, size_t revision);

/* The text of it. */
void listing_write(const struct listing *listing, size_t revision, struct buf *out);

#endif
