/* What the fuzz targets share. Built with libFuzzer (-Dfuzzers=true), or without it with
 * corpus.c, which runs each file of the corpus once, as an ordinary test. */
#ifndef MIGRATE_FUZZ_H
#define MIGRATE_FUZZ_H

#include "migrate/error.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A broken promise ends the program, with a core for the fuzzer to keep. */
#define PROMISE(condition)                                                               \
    do {                                                                                 \
        if (!(condition))                                                                \
            abort();                                                                     \
    } while (0)

/* An error must have a message, and its place must lie within the text. */
static inline void
check_error(struct error *error, struct str text)
{
    if (error) {
        PROMISE(error->message && *error->message);
        PROMISE(!error->at ||
                (error->at >= text.data && error->at <= text.data + text.length));
    }
    error_free(error_locate(error, "fuzz", text));
}

#endif
