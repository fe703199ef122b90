/* A slice of text that somebody else owns: most often the bytes of a file. Because a
 * slice points into the text, a place in a file is simply a pointer (see error.h). */
#ifndef MIGRATE_STR_H
#define MIGRATE_STR_H

#include "migrate/arena.h"

#include <stdbool.h>
#include <string.h>

/* Zero is the empty text; `data` is not NUL-terminated. */
struct str {
    const char *data;
    size_t length;
};

/* A literal as a slice; and the two arguments that "%.*s" takes. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_ARG(str) (int)(str).length, (str).data

/* The shortest ones are inline: reading 100,000 headers calls them millions of times. */
static inline struct str
str_from(const char *text) /* NULL is empty */
{
    return text ? (struct str){text, strlen(text)} : (struct str){0};
}

static inline bool
str_equal(struct str a, struct str b)
{
    return a.length == b.length && (!a.length || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool
str_is(struct str a, const char *b)
{
    return str_equal(a, str_from(b));
}

/* The text from byte `from`, empty past the end. */
static inline struct str
str_cut(struct str text, size_t from)
{
    if (from >= text.length)
        return (struct str){text.data ? text.data + text.length : NULL, 0};
    return (struct str){text.data + from, text.length - from};
}

static inline bool
str_starts(struct str text, struct str prefix)
{
    return text.length >= prefix.length &&
           str_equal((struct str){text.data, prefix.length}, prefix);
}

bool str_is_nocase(struct str a, const char *b); /* ASCII letters only */
int str_compare(struct str a, struct str b);     /* by bytes, as strcmp */
bool str_ends(struct str text, struct str suffix);
struct str str_trim(struct str text); /* without white space around */

/* The part of `text` before the first `mark`; what follows the mark goes to `rest`.
 * Without a mark all of `text`, and `rest` is empty. `found` (may be NULL) tells. */
struct str str_before(struct str text, char mark, struct str *rest, bool *found);

/* A NUL-terminated copy. */
char *str_dup(struct arena *arena, struct str text);

/* The same, as a slice; of no text there is no copy. */
struct str str_keep(struct arena *arena, struct str text);

/* Whether the text is UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL
 * bytes; if not, `bad` (may be NULL) is set to the first byte that is not. */
bool str_is_utf8(struct str text, const char **bad);

/* How many single-character edits lead from a to b (Levenshtein), at most `limit`;
 * anything farther is `limit` + 1. */
size_t str_distance(struct str a, struct str b, size_t limit);

/* "did you mean": of the `count` names, the one nearest to `name`, or NULL if none is
 * near enough to be meant. */
const char *str_nearest(struct str name, const char *const *names, size_t count);

#endif
