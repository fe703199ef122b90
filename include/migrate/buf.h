/* Text that grows, in an arena. Always NUL-terminated once something was added. */
#ifndef MIGRATE_BUF_H
#define MIGRATE_BUF_H

#include "migrate/str.h"

/* {.arena = arena} is an empty buffer. */
struct buf {
    struct arena *arena;
    char *data;
    size_t length, room;
};

void buf_add(struct buf *buf, struct str text);
void buf_puts(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A text of others' for people to read: control characters, which a terminal would obey,
 * are written as \xXX. */
void buf_shown(struct buf *buf, struct str text);

/* What was written so far; valid until the buffer grows. */
struct str buf_str(const struct buf *buf);

/* The same as a NUL-terminated text, "" when nothing was written. */
const char *buf_text(const struct buf *buf);

#endif
