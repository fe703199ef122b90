#include "migrate/diff.h"

#include "migrate/buf.h"

/* The next line without its end, which may be CRLF. */
static struct str
next_line(struct str *text)
{
    struct str line = str_before(*text, '\n', text, NULL);
    line.length -= line.length && line.data[line.length - 1] == '\r';
    return line;
}

/* The last line, which is taken off. */
static struct str
last_line(struct str *text)
{
    size_t length = text->length;
    length -= length && text->data[length - 1] == '\n';
    const char *newline = length ? memrchr(text->data, '\n', length) : NULL;
    const size_t start = newline ? (size_t)(newline + 1 - text->data) : 0;
    struct str line = {text->data + start, length - start};
    line.length -= line.length && line.data[line.length - 1] == '\r';
    text->length = start;
    return line;
}

static void
side(struct buf *out, struct str text, char mark, size_t most)
{
    for (size_t n = 0; text.length; n++) {
        const struct str line = next_line(&text);
        if (n < most)
            buf_printf(out, "%s%c%.*s", out->length ? "\n" : "", mark, STR_ARG(line));
        else if (n == most)
            buf_printf(out, "\n%c…", mark);
    }
}

const char *
diff_lines(struct arena *arena, struct str before, struct str after, size_t most)
{
    while (before.length && after.length) {
        struct str a = before, b = after;
        if (!str_equal(next_line(&a), next_line(&b)))
            break;
        before = a;
        after = b;
    }
    while (before.length && after.length) {
        struct str a = before, b = after;
        if (!str_equal(last_line(&a), last_line(&b)))
            break;
        before = a;
        after = b;
    }
    struct buf out = {.arena = arena};
    side(&out, before, '-', most);
    side(&out, after, '+', most);
    return buf_text(&out);
}
