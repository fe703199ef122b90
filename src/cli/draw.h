/* The graph as text, newest first, as `git log --graph` draws it. Private to the room. */
#ifndef MIGRATE_CLI_DRAW_H
#define MIGRATE_CLI_DRAW_H

#include "listing.h"

/* Prints the revisions of the set, children before parents, each beside the lines that
 * lead to parents within the set. Dependencies are no lines: the text names them. */
void draw_history(const struct listing *listing, const bool *set);

#endif
