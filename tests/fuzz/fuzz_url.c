/* A URL: taken apart, or refused; and never shown with its password. */
#include "fuzz.h"

#include "migrate/engine.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const char *text = arena_copy(&arena, data, size);
    struct url url;
    struct error *error = url_parse(&url, text);
    const char *shown = url_show(&arena, text);
    if (!error && url.has_password && !strstr(text, "password=")) {
        const int head = (int)(url.rest.data - text);
        const char *expected = arena_printf(&arena, "%.*s%.*s:***@%.*s", head, text,
                                            STR_ARG(url.user), STR_ARG(url.tail));
        PROMISE(strcmp(shown, expected) == 0);
    }
    if (error) {
        PROMISE(*error->message);
        error_free(error);
    }
    arena_free(&arena);
    return 0;
}
