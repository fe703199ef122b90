/* A settings file with a secret in it: whatever is wrong with the file, no error says the
 * secret. In the input \x01 stands for the secret and \x02 for a URL with it. */
#include "fuzz.h"

#include "config/file.h"
#include "migrate/engine.h"

#include <string.h>

#define SECRET "hUnTeR2xyz"

/* As main() shows it. */
static void
shown(struct error *error, struct str text, struct arena *arena)
{
    error = error && error->at ? error_locate_only(error, "fuzz", text) : error;
    const char *const texts[] = {error ? error->message : NULL,
                                 error ? error->hint : NULL, error ? error->detail : NULL,
                                 error ? error->excerpt : NULL};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        PROMISE(!texts[i] || !strstr(url_mask(arena, texts[i]), SECRET));
    error_free(error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size && memmem(data, size, SECRET, sizeof SECRET - 1))
        return 0; /* found by itself: it may stand anywhere */
    struct arena arena = {0};
    struct buf planted = {.arena = &arena};
    for (size_t i = 0; i < size; i++)
        if (data[i] == 1)
            buf_puts(&planted, SECRET);
        else if (data[i] == 2)
            buf_puts(&planted, "postgresql://u:" SECRET "@h/db");
        else
            buf_char(&planted, (char)data[i]);
    const struct str text = str_from(buf_text(&planted));
    const struct config_flags flags = {0};
    struct settings_file file = {0};
    struct error *error = settings_parse(&file, &arena, text, NULL);
    for (int i = 0; i < SETTING_COUNT && !error; i++) {
        const char *value = NULL;
        if (!file.values[i] || file.values[i]->kind != YAML_SCALAR)
            continue;
        struct error *fault =
            settings_expand(&value, &arena, file.values[i]->text, &flags);
        if (!fault && (i == SETTING_URL || i == SETTING_DIRECT_URL)) {
            struct url url;
            fault = url_parse(&url, value);
        }
        shown(fault, text, &arena);
    }
    shown(error, text, &arena);
    arena_free(&arena);
    return 0;
}
