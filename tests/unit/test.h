/* cmocka with the headers that it wants before it, in that order, and what our tests
 * share. */
#ifndef MIGRATE_TEST_H
#define MIGRATE_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "migrate/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails with the error's text when there is one. */
static inline void
assert_no_error(struct error *error)
{
    if (error)
        print_error("unexpected error: %s (%s)\n", error->message,
                    error->hint ? error->hint : "no hint");
    assert_null(error);
}

/* Fails unless there is an error whose message holds `part`; frees it. */
static inline void
assert_error(struct error *error, const char *part)
{
    if (!error || !error->message) {
        print_error("no error, but one was expected: %s\n", part);
        fail();
        return;
    }
    if (!strstr(error->message, part))
        print_error("the error is: %s\n  expected: %s\n", error->message, part);
    assert_non_null(strstr(error->message, part));
    error_free(error);
}

/* The same with the place, "LINE:COLUMN". */
static inline void
assert_error_at(struct error *error, const char *place, const char *part)
{
    assert_non_null(error);
    char found[64];
    snprintf(found, sizeof found, "%zu:%zu", error->line, error->column);
    assert_string_equal(found, place);
    assert_error(error, part);
}

static inline void
assert_str_equal(struct str found, const char *expected)
{
    if (!str_is(found, expected))
        print_error("found \"%.*s\", expected \"%s\"\n", STR_ARG(found),
                    expected ? expected : "");
    assert_true(str_is(found, expected));
}

#endif
