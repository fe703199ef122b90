/* Long listings on a terminal go through a pager. Private to the room. */
#ifndef MIGRATE_CLI_PAGER_H
#define MIGRATE_CLI_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on stdout leads into $MIGRATE_PAGER, $PAGER or less, if stdout is a terminal;
 * "cat" and "" mean none. Returns the pager's process, or 0. */
pid_t pager_open(void);

/* Ends the output, and waits until the user has left the pager. Whoever leaves early does
 * not want the rest: that is no error. */
void pager_close(pid_t pager);

#endif
