/* Runs each file that is named once: the corpus as an ordinary test. Prints TAP. */
#include "fuzz.h"

#include "migrate/file.h"

#include <fcntl.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        struct arena arena = {0};
        struct str text = {0};
        struct error *error =
            file_read(&text, &arena, AT_FDCWD, argv[i], argv[i], FILE_SIZE_MAX);
        if (error) {
            printf("not ok %d - %s: %s\n", i, argv[i], error->message);
            error_free(error);
        } else {
            LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.length);
            printf("ok %d - %s\n", i, argv[i]);
        }
        arena_free(&arena);
    }
    return 0;
}
