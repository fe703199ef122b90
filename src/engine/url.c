#include "migrate/engine.h"

#include "driver.h"

#include <stdlib.h>
#include <string.h>

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
    struct str query, beyond = str_before(path, '?', &query, NULL);
    if (!at && !socket &&
        memchr(authority.data ? authority.data : "", ':', authority.length) &&
        beyond.length && memchr(beyond.data, '@', beyond.length))
        return escape_hint(error_new(ERROR_USAGE,
                                     "the password in the database URL has a "
                                     "\"/\" that is not escaped"));
    url->tail = url->rest;
    if (!at)
        return NULL;
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

const char *
url_show(struct arena *arena, const char *text)
{
    struct url url;
    struct error *error = url_parse(&url, text);
    if (error) {
        error_free(error);
        return url.scheme.length ? arena_printf(arena, "%.*s://…", STR_ARG(url.scheme))
                                 : "…";
    }
    /* libpq takes a password in the query too. */
    const char *query = str_is(url.scheme, "sqlite") ? NULL : strstr(text, "password=");
    if (!url.has_password && !query)
        return text;
    const int head = (int)(url.rest.data - text);
    struct str tail = url.tail;
    const char *more = "";
    if (query && query >= tail.data) {
        tail.length = (size_t)(query - tail.data);
        const char *next = strchr(query, '&');
        more = arena_printf(arena, "password=***%s", next ? next : "");
    }
    return arena_printf(arena, "%.*s%.*s%s%s%.*s%s", head, text, STR_ARG(url.user),
                        url.has_password ? ":***" : "", url.has_user ? "@" : "",
                        STR_ARG(tail), more);
}

char *
secret_hide(const char *text, const char *secret)
{
    char *copy = memory_or_abort(strdup(text));
    const size_t length = secret ? strlen(secret) : 0;
    for (char *at = copy; length && (at = strstr(at, secret));) {
        memset(at, '*', length);
        at += length;
    }
    return copy;
}
