#include "libpq.h"

#include <dlfcn.h>
#include <string.h>

static bool
bind(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    /* POSIX guarantees that a function's address fits a void *; C does not. */
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

struct error *
libpq_load(struct libpq *libpq)
{
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    bool bound = library != NULL;
#define LIBPQ_BIND(name) bound = bound && bind(library, #name, &libpq->name);
    LIBPQ_FUNCTIONS(LIBPQ_BIND)
    libpq->pipeline = bound;
#define LIBPQ_TRY(name)                                                                  \
    libpq->pipeline = libpq->pipeline && bind(library, #name, &libpq->name);
    LIBPQ_PIPELINE(LIBPQ_TRY)
    if (bound)
        return NULL;
    const char *why = dlerror();
    return error_hint(error_new(ERROR_USAGE,
                                "cannot load PostgreSQL's client library: %s",
                                why ? why : "it is too old"),
                      "install libpq (apt-get install libpq5)");
}
