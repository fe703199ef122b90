#include "migrate/json.h"

#include <stdlib.h>

/* Bytes that are not UTF-8 (a database may send any) become U+FFFD. */
static void
json_quote(struct buf *out, struct str text)
{
    const char *bad = NULL;
    const bool whole = str_is_utf8(text, &bad);
    buf_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if (!whole && c >= 0x80)
            buf_puts(out, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_puts(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buf_printf(out, "\\u%04x", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void
json_key(struct json *json, const char *key)
{
    if (json->comma)
        buf_char(json->out, ',');
    json->comma = true;
    if (key) {
        json_quote(json->out, str_from(key));
        buf_char(json->out, ':');
    }
}

static void
json_open(struct json *json, const char *key, char open, char close)
{
    if (json->depth == JSON_DEPTH)
        abort();
    json_key(json, key);
    buf_char(json->out, open);
    json->close[json->depth++] = close;
    json->comma = false;
}

void
json_object(struct json *json, const char *key)
{
    json_open(json, key, '{', '}');
}

void
json_array(struct json *json, const char *key)
{
    json_open(json, key, '[', ']');
}

void
json_end(struct json *json)
{
    buf_char(json->out, json->close[--json->depth]);
    json->comma = true;
}

void
json_string(struct json *json, const char *key, struct str value)
{
    json_key(json, key);
    json_quote(json->out, value);
}

void
json_text(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    if (value)
        json_quote(json->out, str_from(value));
    else
        buf_puts(json->out, "null");
}

void
json_number(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    buf_printf(json->out, "%lld", (long long)value);
}

void
json_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    buf_puts(json->out, value ? "true" : "false");
}

void
json_seconds(struct json *json, const char *key, double seconds)
{
    json_key(json, key);
    buf_printf(json->out, "%.3f", seconds);
}
