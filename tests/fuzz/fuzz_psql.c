/* What psql reads by itself: \commands and their words, and the data of COPY, which end
 * where the server ends them: no line of them is "\.", and none ends so. */
#include "fuzz.h"

#include "migrate/sql.h"

#include <string.h>

static void
data_check(struct str data)
{
    bool escaped = false;
    for (size_t i = 0; i < data.length; i++) {
        const bool ends = i + 2 == data.length ||
                          (i + 2 < data.length &&
                           (data.data[i + 2] == '\n' ||
                            (data.data[i + 2] == '\r' &&
                             (i + 3 == data.length || data.data[i + 3] == '\n'))));
        if (data.data[i] == '\\' && !escaped && i + 1 < data.length &&
            data.data[i + 1] == '.')
            PROMISE(!ends);
        escaped = data.data[i] == '\\' && !escaped;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = "COPY t FROM stdin;\n", tail[] = "\\.\n";
    struct arena arena = {0};
    struct buf both = {.arena = &arena};
    buf_puts(&both, head);
    buf_add(&both, (struct str){(const char *)data, size});
    buf_puts(&both, size && data[size - 1] != '\n' ? "\n" : "");
    buf_puts(&both, tail);
    const struct str texts[] = {buf_str(&both), {arena_copy(&arena, data, size), size}};
    for (size_t i = 0; i < 2; i++) {
        const struct str text = texts[i];
        struct sql_scanner scanner = {
            .lexer = {&sql_postgresql, text.data, text.data + text.length}};
        for (bool found = true; found;) {
            struct sql_statement statement;
            struct error *error = sql_next(&scanner, &statement, &found);
            if (error) {
                check_error(error, text);
                break;
            }
            if (statement.copies && i == 0 && statement.text.data == text.data)
                data_check(statement.data);
            struct str rest = statement.arguments, word = STR("");
            while (!error && word.data)
                error = sql_command_word(&word, &rest, &arena);
            check_error(error, text);
        }
    }
    arena_free(&arena);
    return 0;
}
