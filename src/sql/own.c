/* SQL of our own. On PostgreSQL a name or operator without a schema is what the search
 * path finds first: whoever may create objects in a schema of the path could put his own
 * in its place, and it would run with our rights. */
#include "migrate/sql.h"

#include <string.h>

const char *
sql_bind(struct arena *arena, const struct sql_dialect *dialect, const char *format)
{
    struct buf out = {.arena = arena};
    for (const char *open; (open = strchr(format, '{'));) {
        const char *close = strchr(open, '}');
        const struct str name = {open + 1, (size_t)(close - open - 1)};
        const bool word =
            (name.data[0] >= 'a' && name.data[0] <= 'z') || name.data[0] == '_';
        buf_add(&out, (struct str){format, (size_t)(open - format)});
        if (!dialect->catalog)
            buf_add(&out, name);
        else if (word)
            buf_printf(&out, "%s.%.*s", dialect->catalog, STR_ARG(name));
        else
            buf_printf(&out, "OPERATOR(%s.%.*s)", dialect->catalog, STR_ARG(name));
        format = close + 1;
    }
    buf_puts(&out, format);
    return buf_text(&out);
}

/* The format is one of our literals, with other names in it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

const char *
sql_own(struct arena *arena, const struct sql_dialect *dialect, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(arena, sql_bind(arena, dialect, format), arguments);
    va_end(arguments);
    return text;
}

#pragma GCC diagnostic pop
