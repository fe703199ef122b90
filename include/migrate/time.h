/* Now, and how it is written. */
#ifndef MIGRATE_TIME_H
#define MIGRATE_TIME_H

#include "migrate/error.h"

#include <time.h>

enum { TIME_ISO_SIZE = 32 };

/* The time of day; SOURCE_DATE_EPOCH in the environment replaces it
 * (reproducible-builds.org). */
time_t time_now(void);

/* "2026-11-21T07:30:00Z". */
void time_iso(time_t when, char text[TIME_ISO_SIZE]);

/* Now, "2026-11-21T07:30:00.123Z". */
void time_iso_now(char text[TIME_ISO_SIZE]);

/* The civil time in a time zone by its tz database name ("UTC", "Europe/Berlin"); an
 * unknown name is an error of kind USAGE. */
struct error *time_in_zone(struct tm *civil, time_t when, const char *zone) MUST_CHECK;

/* Seconds on a clock that never jumps, for durations and deadlines. */
double time_monotonic(void);

/* Sleeps, or less when a signal arrives. */
void time_sleep(double seconds);

#endif
