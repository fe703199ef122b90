#include "migrate/str.h"

#include <stdint.h>

#include <strings.h>

bool
str_is_nocase(struct str a, const char *b)
{
    /* Most comparisons end with the first letter. */
    if (a.length && ((a.data[0] ^ b[0]) & ~0x20))
        return false;
    return a.length == strlen(b) && (!a.length || strncasecmp(a.data, b, a.length) == 0);
}

int
str_compare(struct str a, struct str b)
{
    const size_t common = a.length < b.length ? a.length : b.length;
    const int order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool
str_ends(struct str text, struct str suffix)
{
    return text.length >= suffix.length &&
           str_equal(str_cut(text, text.length - suffix.length), suffix);
}

static bool
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str text)
{
    while (text.length && is_space(text.data[0]))
        text = str_cut(text, 1);
    while (text.length && is_space(text.data[text.length - 1]))
        text.length--;
    return text;
}

struct str
str_before(struct str text, char mark, struct str *rest, bool *found)
{
    const char *at = text.length ? memchr(text.data, mark, text.length) : NULL;
    if (found)
        *found = at != NULL;
    if (!at) {
        *rest = (struct str){0};
        return text;
    }
    const size_t length = (size_t)(at - text.data);
    *rest = str_cut(text, length + 1);
    return (struct str){text.data, length};
}

char *
str_dup(struct arena *arena, struct str text)
{
    return arena_copy(arena, text.data, text.length);
}

struct str
str_keep(struct arena *arena, struct str text)
{
    return text.data ? (struct str){str_dup(arena, text), text.length} : text;
}

/* The length of the UTF-8 sequence at the start of `text`, or 0. */
static size_t
utf8_length(struct str text)
{
    const unsigned char *byte = (const unsigned char *)text.data;
    const unsigned char first = byte[0];
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first == 0 || (first >= 0x80 && first < 0xC2) || first > 0xF4 ||
        length > text.length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
    const bool bad =
        (first == 0xE0 && byte[1] < 0xA0) || (first == 0xED && byte[1] > 0x9F) ||
        (first == 0xF0 && byte[1] < 0x90) || (first == 0xF4 && byte[1] > 0x8F);
    return bad ? 0 : length;
}

/* How much of the text is plain ASCII without NUL, eight bytes at a time. */
static size_t
ascii_length(struct str text)
{
    const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    size_t length = 0;
    for (uint64_t word; text.length - length >= sizeof word; length += sizeof word) {
        memcpy(&word, text.data + length, sizeof word);
        /* A high bit, or (by the borrow of a subtraction) a zero byte. */
        if ((word | (word - ones)) & highs)
            break;
    }
    return length;
}

bool
str_is_utf8(struct str text, const char **bad)
{
    while (text.length) {
        const size_t plain = ascii_length(text);
        text = str_cut(text, plain);
        if (!text.length)
            break;
        const size_t length = utf8_length(text);
        if (!length) {
            if (bad)
                *bad = text.data;
            return false;
        }
        text = str_cut(text, length);
    }
    return true;
}

enum { DISTANCE_MAX = 64 };

size_t
str_distance(struct str a, struct str b, size_t limit)
{
    if (a.length > DISTANCE_MAX || b.length > DISTANCE_MAX)
        return limit + 1;
    size_t row[DISTANCE_MAX + 1];
    for (size_t j = 0; j <= b.length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            const size_t above = row[j];
            size_t least = diagonal + (a.data[i - 1] != b.data[j - 1]);
            if (above + 1 < least)
                least = above + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            row[j] = least;
            diagonal = above;
        }
    }
    return row[b.length] > limit ? limit + 1 : row[b.length];
}

const char *
str_nearest(struct str name, const char *const *names, size_t count)
{
    /* One edit in three letters is a slip; more is another word. */
    size_t best = name.length / 3 + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct str candidate = str_from(names[i]);
        const size_t distance = str_distance(name, candidate, best);
        if (distance < best || (distance == best && !nearest)) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
