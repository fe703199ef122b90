#include "migrate/buf.h"

#include <stdio.h>
#include <string.h>

static void
buf_room(struct buf *buf, size_t more)
{
    if (buf->room - buf->length > more)
        return;
    size_t room = buf->room ? buf->room : 64;
    while (room - buf->length <= more)
        if (__builtin_mul_overflow(room, 2, &room))
            memory_or_abort(NULL);
    char *data = arena_alloc(buf->arena, room);
    if (buf->length)
        memcpy(data, buf->data, buf->length);
    buf->data = data;
    buf->room = room;
}

void
buf_add(struct buf *buf, struct str text)
{
    buf_room(buf, text.length);
    if (text.length)
        memcpy(buf->data + buf->length, text.data, text.length);
    buf->length += text.length;
    buf->data[buf->length] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
    buf_add(buf, str_from(text));
}

void
buf_char(struct buf *buf, char c)
{
    buf_add(buf, (struct str){&c, 1});
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_or_abort(NULL);
    buf_room(buf, (size_t)length);
    vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
    va_end(again);
    buf->length += (size_t)length;
}

struct str
buf_str(const struct buf *buf)
{
    return (struct str){buf->data, buf->length};
}

const char *
buf_text(const struct buf *buf)
{
    return buf->length ? buf->data : "";
}

void
buf_shown(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        /* U+0080 to U+009F are control characters, too. */
        const bool second =
            c == 0xC2 && i + 1 < text.length && (unsigned char)text.data[i + 1] < 0xA0;
        if (c < 0x20 || c == 0x7F)
            buf_printf(buf, "\\x%02x", c);
        else if (second)
            buf_printf(buf, "\\x%02x", (unsigned char)text.data[++i]);
        else
            buf_char(buf, text.data[i]);
    }
}
