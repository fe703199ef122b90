/* What is different between two texts, for people. */
#ifndef MIGRATE_DIFF_H
#define MIGRATE_DIFF_H

#include "migrate/str.h"

/* The lines between the first and the last one that differ: those of `before` with "-",
 * those of `after` with "+" in front, of each no more than `most`. No line end at the
 * end; "" when the texts are the same. */
const char *diff_lines(struct arena *arena, struct str before, struct str after,
                       size_t most);

#endif
