/* A URL: taken apart, or refused; and never shown with its password. */
#include "fuzz.h"

#include "migrate/engine.h"

#include <string.h>

#define SECRET "hUnTeR2"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const char *text = arena_copy(&arena, data, size);
    struct url url;
    struct error *error = url_parse(&url, text);
    url_show(&arena, text);
    if (error) {
        PROMISE(*error->message);
        error_free(error);
        error = NULL;
    }
    /* A password, whatever stands around the secret within it. */
    if (strstr(text, SECRET)) { /* that it found by itself, and may stand anywhere */
        error_free(error);
        arena_free(&arena);
        return 0;
    }
    const size_t half = size / 2;
    char *before = arena_copy(&arena, data, size);
    for (size_t i = 0; i < half; i++)
        before[i] = (char)(before[i] == '@' ? '_' : before[i]); /* it would end there */
    text = before;
    const char *planted =
        arena_printf(&arena, "postgresql://u:%.*s" SECRET "%s@h/db", (int)half, text,
                     text + (strlen(text) < half ? strlen(text) : half));
    error = url_parse(&url, planted);
    PROMISE(!strstr(url_show(&arena, planted), SECRET));
    PROMISE(!error || !strstr(error->message, SECRET));
    PROMISE(!error || !error->hint || !strstr(error->hint, SECRET));
    error_free(error);
    arena_free(&arena);
    return 0;
}
