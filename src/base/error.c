#include "migrate/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT_MAX = 200 };

static char *text_format(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

static char *
text_format(const char *format, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        memory_or_abort(NULL);
    return text;
}

struct error *
error_make(const char *function, const char *source, int source_line, const char *at,
           enum error_kind kind, const char *format, ...)
{
    struct error *error = memory_or_abort(calloc(1, sizeof *error));
    va_list arguments;
    va_start(arguments, format);
    error->function = function;
    error->source = source;
    error->source_line = source_line;
    error->kind = kind;
    error->at = at;
    error->message = text_format(format, arguments);
    va_end(arguments);
    return error;
}

struct error *
error_hint(struct error *error, const char *format, ...)
{
    if (!error || error->hint)
        return error;
    va_list arguments;
    va_start(arguments, format);
    error->hint = text_format(format, arguments);
    va_end(arguments);
    return error;
}

struct error *
error_hint_instead(struct error *error, const char *format, ...)
{
    if (!error)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    free(error->hint);
    error->hint = text_format(format, arguments);
    va_end(arguments);
    return error;
}

/* Replaces *text by `before` + separator + `after`; both may be NULL. */
static void
text_join(char **text, const char *before, const char *separator, const char *after)
{
    char *joined = NULL;
    if (asprintf(&joined, "%s%s%s", before ? before : "",
                 before && after ? separator : "", after ? after : "") < 0)
        memory_or_abort(NULL);
    free(*text);
    *text = joined;
}

struct error *
error_detail(struct error *error, const char *format, ...)
{
    if (!error)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    char *more = text_format(format, arguments);
    va_end(arguments);
    text_join(&error->detail, error->detail, "\n", more);
    free(more);
    return error;
}

struct error *
error_prefix(struct error *error, const char *format, ...)
{
    if (!error)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    char *prefix = text_format(format, arguments);
    va_end(arguments);
    text_join(&error->message, prefix, ": ", error->message);
    free(prefix);
    return error;
}

static bool
is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

void
text_position(struct str text, const char *at, size_t *line, size_t *column)
{
    *line = 1;
    const char *start = text.data;
    for (const char *p = text.data; p < at; p++) {
        if (*p == '\n') {
            ++*line;
            start = p + 1;
        }
    }
    if (str_starts((struct str){start, (size_t)(at - start)}, STR("\xEF\xBB\xBF")))
        start += 3; /* the byte order mark is not a character that people see */
    *column = 1;
    for (const char *p = start; p < at; p++)
        *column += !is_continuation(*p);
}

/* Of a long line the part around the place; `column` is that within it. */
static char *
excerpt_window(const char *start, const char *end, const char *at, size_t *column)
{
    enum { BEFORE = EXCERPT_MAX / 3 };
    const char *from = at - start > BEFORE ? at - BEFORE : start;
    while (from > start && is_continuation(*from))
        from--;
    const char *to = end - from > EXCERPT_MAX ? from + EXCERPT_MAX : end;
    while (to < end && to > at && is_continuation(*to))
        to--;
    char *text = NULL;
    if (asprintf(&text, "%s%.*s%s", from > start ? "…" : "", (int)(to - from), from,
                 to < end ? "…" : "") < 0)
        memory_or_abort(NULL);
    *column = 1 + (from > start);
    for (const char *p = from; p < at; p++)
        *column += !is_continuation(*p);
    return text;
}

static char *
excerpt_copy(struct str text, const char *at, size_t *column)
{
    const char *start = at, *end = at, *last = text.data + text.length;
    while (start > text.data && start[-1] != '\n')
        start--;
    while (end < last && *end != '\n')
        end++;
    if (end > start && end[-1] == '\r')
        end--;
    if (str_starts((struct str){start, (size_t)(end - start)}, STR("\xEF\xBB\xBF")))
        start += 3;
    if (end - start <= EXCERPT_MAX)
        return memory_or_abort(strndup(start, (size_t)(end - start)));
    return excerpt_window(start, end, at, column);
}

struct error *
error_locate(struct error *error, const char *path, struct str text)
{
    if (!error || error->path)
        return error;
    if (!error->at) {
        error->path = memory_or_abort(strdup(path));
        return error;
    }
    if (!text.data || error->at < text.data || error->at > text.data + text.length)
        return error;
    error->path = memory_or_abort(strdup(path));
    text_position(text, error->at, &error->line, &error->column);
    error->caret = error->column;
    error->excerpt = excerpt_copy(text, error->at, &error->caret);
    error->at = NULL;
    return error;
}

struct error *
error_locate_only(struct error *error, const char *path, struct str text)
{
    error = error_locate(error, path, text);
    if (error) {
        free(error->excerpt);
        error->excerpt = NULL;
    }
    return error;
}

void
error_free(struct error *error)
{
    if (!error)
        return;
    free(error->message);
    free(error->hint);
    free(error->detail);
    free(error->path);
    free(error->excerpt);
    free(error);
}
