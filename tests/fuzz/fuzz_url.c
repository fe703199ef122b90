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
    if (!error && url.password.length > 8) {
        const char *password = str_dup(&arena, url.password);
        PROMISE(!strstr(shown, password) || strstr(str_dup(&arena, url.tail), password) ||
                strstr(str_dup(&arena, url.user), password));
    }
    if (error) {
        PROMISE(*error->message);
        error_free(error);
    }
    arena_free(&arena);
    return 0;
}
