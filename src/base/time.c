#include "migrate/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

time_t
time_now(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    if (fixed && *fixed) {
        char *end;
        const long long seconds = strtoll(fixed, &end, 10);
        if (!*end && seconds >= 0)
            return (time_t)seconds;
    }
    return time(NULL);
}

void
time_iso(time_t when, char text[TIME_ISO_SIZE])
{
    struct tm civil = {0};
    gmtime_r(&when, &civil);
    strftime(text, TIME_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &civil);
}

void
time_iso_now(char text[TIME_ISO_SIZE])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const time_t second = time_now();
    const long thousandths = second == now.tv_sec ? now.tv_nsec / 1000000 : 0;
    char whole[TIME_ISO_SIZE];
    time_iso(second, whole);
    whole[strcspn(whole, "Z")] = '\0';
    snprintf(text, TIME_ISO_SIZE, "%.20s.%03uZ", whole, (unsigned)(thousandths % 1000));
}

struct error *
time_in_zone(struct tm *civil, time_t when, const char *zone)
{
    if (strcmp(zone, "UTC") == 0) {
        gmtime_r(&when, civil);
        return NULL;
    }
    char path[256];
    const int length = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    /* tzset() takes an unknown name for UTC, in silence. */
    if (length < 0 || (size_t)length >= sizeof path || strstr(zone, "..") || !*zone ||
        access(path, R_OK) < 0)
        return error_hint(error_new(ERROR_USAGE, "unknown time zone \"%s\"", zone),
                          "use a name of the tz database, as Europe/Berlin, or UTC");
    setenv("TZ", zone, 1);
    tzset();
    localtime_r(&when, civil);
    return NULL;
}

double
time_monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
time_sleep(double seconds)
{
    struct timespec pause = {.tv_sec = (time_t)seconds};
    pause.tv_nsec = (long)((seconds - (double)pause.tv_sec) * 1e9);
    nanosleep(&pause, NULL);
}
