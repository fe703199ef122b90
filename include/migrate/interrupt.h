/* SIGINT, SIGTERM and SIGHUP as a question that long work asks.
 *
 * Until interrupt_catch() the signals end the program as usual, which is right while
 * nothing is at stake. From then on they are noted; whoever waits (a driver, a lock, a
 * sleep) sees it, stops the statement at the server, and returns an error, so that the
 * step is rolled back. */
#ifndef MIGRATE_INTERRUPT_H
#define MIGRATE_INTERRUPT_H

#include "migrate/error.h"

void interrupt_catch(void);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* A descriptor that becomes readable when a signal comes, for poll(2); -1 before
 * interrupt_catch(). */
int interrupt_fd(void);

/* NULL, or the error that says which signal came. */
struct error *interrupt_check(void) MUST_CHECK;

#endif
