/* A settings file. */
#include "fuzz.h"

#include "config/file.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const struct str text = {arena_copy(&arena, data, size), size};
    const struct config_flags flags = {0};
    struct settings_file file = {0};
    struct error *error = settings_parse(&file, &arena, text, NULL);
    for (int i = 0; i < SETTING_COUNT && !error; i++) {
        const char *value;
        if (file.values[i] && file.values[i]->kind == YAML_SCALAR)
            error_free(settings_expand(&value, &arena, file.values[i]->text, &flags));
    }
    check_error(error, text);
    arena_free(&arena);
    return 0;
}
