#include "migrate/engine.h"

#include "driver.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static struct error *
escape_hint(struct error *error)
{
    return error_hint(error, "in a user name or password write %%40 for @, %%3A for :, "
                             "%%2F for /, %%3F for ?, %%23 for #, %%25 for %%");
}

static struct error *
percent_check(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '%' && (i + 2 >= text.length || !is_hex(text.data[i + 1]) ||
                                    !is_hex(text.data[i + 2])))
            return escape_hint(
                error_new(ERROR_USAGE,
                          "the user name or password in the database URL has a %% that "
                          "is no escape"));
    return NULL;
}

/* host, host:port, [address]:port, and several with commas between: anything else is part
 * of a password, most likely. */
static bool
hosts_are_plain(struct str hosts)
{
    struct str query;
    hosts = str_before(hosts, '?', &query, NULL);
    for (bool more = true; more;) {
        struct str host = str_before(hosts, ',', &hosts, &more), port;
        bool found;
        if (host.length && host.data[0] == '[')
            str_before(host, ']', &host, NULL);
        str_before(host, ':', &port, &found);
        for (size_t i = 0; i < port.length; i++)
            if (port.data[i] < '0' || port.data[i] > '9')
                return false;
        if (host.length &&
            (memchr(host.data, '#', host.length) || memchr(host.data, '[', host.length)))
            return false;
    }
    return true;
}

/* Each a bare name with a value. */
static bool
parameters_are_plain(struct str query)
{
    while (query.length) {
        bool valued;
        struct str value;
        const struct str key =
            str_before(str_before(query, '&', &query, NULL), '=', &value, &valued);
        bool plain = valued && key.length;
        for (size_t i = 0; i < key.length; i++)
            plain &= (key.data[i] >= 'a' && key.data[i] <= 'z') || key.data[i] == '_';
        if (!plain)
            return false;
    }
    return true;
}

/* user:password@ stands before the first "/". An "@" after that, or a second one, means
 * that a special character was not escaped. */
static struct error *
authority_parse(struct url *url)
{
    struct str path;
    const struct str authority = str_before(url->rest, '/', &path, NULL);
    const char *at =
        authority.length ? memrchr(authority.data, '@', authority.length) : NULL;
    const bool socket = url->rest.length && url->rest.data[0] == '/';
    struct str query, place = str_before(path, '?', &query, NULL);
    const bool hidden = place.length && memchr(place.data, '@', place.length);
    if (!at && !socket && authority.length &&
        memchr(authority.data, ':', authority.length) &&
        memchr(url->rest.data, '@', url->rest.length))
        return escape_hint(error_new(ERROR_USAGE,
                                     "the password in the database URL has a "
                                     "\"/\", \"?\" or \"#\" that is not escaped"));
    if (!at && !socket && !hosts_are_plain(authority))
        return escape_hint(error_new(ERROR_USAGE,
                                     "in the database URL stands something else than a "
                                     "port behind the host's \":\""));
    if (!socket && (hidden || (query.length && memchr(query.data, '@', query.length) &&
                               !parameters_are_plain(query))))
        return escape_hint(error_new(ERROR_USAGE,
                                     "behind the host the database URL has an \"@\" that "
                                     "is not escaped"));
    url->tail = url->rest;
    if (!at)
        return NULL;
    const struct str host = str_cut(authority, (size_t)(at + 1 - authority.data));
    if (!hosts_are_plain(host))
        return escape_hint(error_new(ERROR_USAGE,
                                     "the user name or password in the database URL has "
                                     "a special character that is not escaped"));
    const struct str login = {authority.data, (size_t)(at - authority.data)};
    if (memchr(login.data, '@', login.length) || memchr(login.data, '?', login.length) ||
        memchr(login.data, '#', login.length))
        return escape_hint(error_new(ERROR_USAGE,
                                     "the user name or password in the database "
                                     "URL has a special character that is not "
                                     "escaped"));
    url->tail = str_cut(url->rest, login.length + 1);
    url->has_user = true;
    url->user = str_before(login, ':', &url->password, &url->has_password);
    return percent_check(login);
}

struct error *
url_parse(struct url *url, const char *text)
{
    *url = (struct url){0};
    const char *colon = strstr(text, "://");
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789+.-_";
    if (!colon || colon == text || strspn(text, letters) != (size_t)(colon - text))
        return error_hint(
            error_new(ERROR_USAGE,
                      "the database URL does not begin with a kind of database "
                      "and \"://\""),
            "as in sqlite:///app.db or postgresql://user@host/database");
    struct str driver;
    url->scheme =
        str_before((struct str){text, (size_t)(colon - text)}, '+', &driver, NULL);
    url->rest = str_from(colon + 3);
    return str_is(url->scheme, "sqlite") ? NULL : authority_parse(url);
}

static char
hex_value(char c)
{
    return (char)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

struct str
url_decode(struct arena *arena, struct str text)
{
    struct buf out = {.arena = arena};
    for (size_t i = 0; i < text.length; i++) {
        const bool escape = text.data[i] == '%' && i + 2 < text.length &&
                            is_hex(text.data[i + 1]) && is_hex(text.data[i + 2]);
        if (!escape) {
            buf_char(&out, text.data[i]);
            continue;
        }
        buf_char(&out,
                 (char)(hex_value(text.data[i + 1]) * 16 + hex_value(text.data[i + 2])));
        i += 2;
    }
    return buf_str(&out);
}

/* A parameter whose value nobody is to see. */
static bool
is_secret_key(struct str key)
{
    static const char *const parts[] = {"pass", "pwd", "secret", "token"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t at = 0; at + strlen(parts[i]) <= key.length; at++)
            if (strncasecmp(key.data + at, parts[i], strlen(parts[i])) == 0)
                return true;
    return false;
}

/* The parameters behind the "?", the secret ones without their values. */
static const char *
query_show(struct arena *arena, struct str query)
{
    struct buf out = {.arena = arena};
    for (bool first = true, more = true; more; first = false) {
        bool valued;
        struct str value;
        const struct str item = str_before(query, '&', &query, &more);
        const struct str key = str_before(item, '=', &value, &valued);
        buf_puts(&out, first ? "" : "&");
        const bool odd = value.length && memchr(value.data, '@', value.length);
        if (odd || is_secret_key(url_decode(arena, key)))
            buf_printf(&out, "%.*s=***", STR_ARG(key));
        else
            buf_add(&out, item);
    }
    return buf_text(&out);
}

const char *
url_show(struct arena *arena, const char *text)
{
    struct url url;
    struct error *error = url_parse(&url, text);
    const bool sqlite = str_is(url.scheme, "sqlite");
    const bool file = sqlite && (!url.rest.length || url.rest.data[0] == '/');
    if (error || (sqlite && !file)) {
        error_free(error);
        return url.scheme.length ? arena_printf(arena, "%.*s://…", STR_ARG(url.scheme))
                                 : "…";
    }
    bool asked;
    struct str query;
    const struct str place =
        str_before(sqlite ? url.rest : url.tail, '?', &query, &asked);
    return arena_printf(arena, "%.*s%.*s%s%s%.*s%s%s", (int)(url.rest.data - text), text,
                        STR_ARG(url.user), url.has_password ? ":***" : "",
                        url.has_user ? "@" : "", STR_ARG(place), asked ? "?" : "",
                        asked ? query_show(arena, query) : "");
}

/* Where the address behind "://" ends at the latest: at the next one, or with the line.
 */
static const char *
address_end(const char *start)
{
    const char *end = start + strcspn(start, "\n");
    const char *next = strstr(start, "://");
    if (!next || next > end)
        return end;
    while (next > start && next[-1] != ' ')
        next--;
    return next;
}

const char *
url_mask(struct arena *arena, const char *text)
{
    struct buf out = {.arena = arena};
    for (const char *at; (at = strstr(text, "://"));) {
        at += 3;
        const char *end = address_end(at), *word = at + strcspn(at, " \t\n\"'");
        const char *sign = memrchr(at, '@', (size_t)(end - at));
        const char *colon = memchr(at, ':', (size_t)((sign ? sign : word) - at));
        buf_add(&out, (struct str){text, (size_t)(at - text)});
        text = at;
        if (sign && colon) {
            buf_printf(&out, "%.*s:***", (int)(colon - at), at);
            text = sign;
        } else if (colon && colon + 1 < word &&
                   strspn(colon + 1, "0123456789") < strcspn(colon + 1, " \t\n\"'/?,")) {
            buf_printf(&out, "%.*s:***", (int)(colon - at), at);
            text = word;
        }
        const char *rest = text + strcspn(text, " \t\n\"'");
        const char *query = memchr(text, '?', (size_t)(rest - text));
        if (query) {
            buf_add(&out, (struct str){text, (size_t)(query + 1 - text)});
            buf_puts(&out, query_show(arena, (struct str){query + 1,
                                                          (size_t)(rest - query - 1)}));
            text = rest;
        }
    }
    buf_puts(&out, text);
    return buf_text(&out);
}

char *
secret_hide(const char *text, const char *secret)
{
    char *copy = memory_or_abort(strdup(text));
    enum { LEAST = 6 }; /* of a short one every "e" would be hidden */
    const size_t length = secret && strlen(secret) >= LEAST ? strlen(secret) : 0;
    for (char *at = copy; length && (at = strstr(at, secret));) {
        memset(at, '*', length);
        at += length;
    }
    return copy;
}
