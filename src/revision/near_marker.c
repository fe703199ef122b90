/* Comments that are nearly a section marker, or another program's: taken as text they
 * would make the way down a part of the way up. */
#include "header.h"

#include <stdio.h>
#include <string.h>

enum { SHORTEST = 9 }; /* "migrateup" */

/* The next character of UTF-8, with full-width signs as the plain ones, and each kind of
 * space and dash as ' ' and '-'; 0 for what is none of ASCII then. */
static char
folded(struct str *text)
{
    const unsigned char *p = (const unsigned char *)text->data;
    const size_t left = text->length;
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    length = length > left ? left : length;
    char c = '\0';
    if (p[0] < 0x80)
        c = text->data[0];
    if (length == 2 && p[0] == 0xC2 && p[1] == 0xA0) /* no-break space */
        c = ' ';
    if (length == 3) {
        const unsigned code = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (code >= 0xFF01 && code <= 0xFF5E)
            c = (char)(code - 0xFEE0);
        else if ((code >= 0x2000 && code <= 0x200B) || code == 0x202F || code == 0x205F ||
                 code == 0x3000 || code == 0xFEFF)
            c = ' ';
        else if ((code >= 0x2010 && code <= 0x2015) || code == 0x2212)
            c = '-';
    }
    *text = str_cut(*text, length);
    return c;
}

/* The comment in small letters of ASCII, at most as much as is looked at. */
struct plain {
    char text[96];
    size_t length;
    bool foreign; /* there was a letter that is none of ASCII */
};

static void
plain_make(struct plain *plain, struct str comment)
{
    *plain = (struct plain){.length = 0};
    while (comment.length && plain->length < sizeof plain->text - 1) {
        const char c = folded(&comment);
        plain->foreign |= c == '\0';
        if (c)
            plain->text[plain->length++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
}

static bool
is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The letters up to the first option of a marker ("transaction:false"), or to the end. */
static struct str
letters(const struct plain *plain, char *out)
{
    static const char *const options[] = {"transaction", "dialect"};
    size_t length = 0;
    for (size_t i = 0; i < plain->length; i++) {
        const char *at = plain->text + i;
        for (size_t k = 0; k < 2 && length >= SHORTEST - 1; k++)
            if (strncmp(at, options[k], strlen(options[k])) == 0)
                return (struct str){out, length};
        if (is_letter(*at))
            out[length++] = *at;
    }
    return (struct str){out, length};
}

static const char *
nearly_what(const struct plain *plain)
{
    char text[sizeof plain->text];
    if (plain->foreign)
        return NULL;
    const struct str words = letters(plain, text);
    if (words.length + 1 < SHORTEST)
        return NULL;
    return str_distance(words, STR("migrateup"), 1) <= 1     ? "-- migrate:up"
           : str_distance(words, STR("migratedown"), 1) <= 1 ? "-- migrate:down"
                                                             : NULL;
}

/* What other programs write, behind the "--". */
static const struct {
    const char *text, *whose;
    const char *here; /* how it is said here */
} foreign[] = {
    {"+goose up", "goose", "-- migrate:up"},
    {"+goose down", "goose", "-- migrate:down"},
    {"+goose no transaction", "goose", "\"-- transaction: false\" in the header"},
    {"+goose", "goose", NULL},
    {"+migrate up", "sql-migrate", "-- migrate:up"},
    {"+migrate down", "sql-migrate", "-- migrate:down"},
    {"+migrate", "sql-migrate", NULL},
    {"dbmate", "dbmate", NULL},
    {"-- create above / drop below --", "tern", "-- migrate:down"},
};

/* Liquibase's stand right behind the dashes. */
static const struct {
    const char *text, *here;
} liquibase[] = {{"--rollback", "-- migrate:down"},
                 {"--changeset", "a revision of its own"},
                 {"--liquibase", "nothing: take it out"}};

static struct error *
refuse(struct str comment, const char *what, const char *here)
{
    return error_hint(error_at(comment.data, ERROR_USAGE, "%s", what),
                      "%s%s%s\"x-allow-foreign-markers: true\" in the header takes such "
                      "comments as text",
                      here ? "write " : "take it out; ", here ? here : "",
                      here ? "; " : "");
}

struct error *
near_marker_check(struct str comment)
{
    struct plain plain;
    comment = str_trim(comment);
    if (!comment.length || memchr(comment.data, '\n', comment.length))
        return NULL; /* a marker has one line */
    plain_make(&plain, comment);
    const char *nearly = nearly_what(&plain);
    if (nearly)
        return refuse(comment, "this comment is nearly a section marker, but not quite",
                      nearly);
    plain.text[plain.length] = '\0';
    for (size_t i = 0; i < sizeof liquibase / sizeof *liquibase; i++)
        if (strncmp(plain.text, liquibase[i].text, strlen(liquibase[i].text)) == 0)
            return refuse(comment,
                          "this is a marker of Liquibase, which says nothing here",
                          liquibase[i].here);
    const char *text = plain.text;
    text += strncmp(text, "--", 2) == 0 ? 2 : 0;
    text += strspn(text, " \t");
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const size_t length = strlen(foreign[i].text);
        char what[96];
        if (strncmp(text, foreign[i].text, length) != 0 || is_letter(text[length]))
            continue;
        snprintf(what, sizeof what, "this is a marker of %s, which says nothing here",
                 foreign[i].whose);
        return refuse(comment, what, foreign[i].here);
    }
    return NULL;
}
