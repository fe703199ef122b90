/* Writes JSON (RFC 8259), one object a line; commas and escapes are taken care of.
 *
 *     struct json json = {.out = &buf};
 *     json_object(&json, NULL);
 *     json_string(&json, "revision", revision->id);
 *     json_end(&json);                                        {"revision":"3f2a"}
 *
 * A key is given inside an object and NULL inside an array. */
#ifndef MIGRATE_JSON_H
#define MIGRATE_JSON_H

#include "migrate/buf.h"

#include <stdint.h>

enum { JSON_DEPTH = 16 };

struct json {
    struct buf *out;
    char close[JSON_DEPTH]; /* the brackets that are open */
    size_t depth;
    bool comma; /* something stands before the next item */
};

void json_object(struct json *json, const char *key);
void json_array(struct json *json, const char *key);
void json_end(struct json *json); /* of the innermost object or array */

void json_string(struct json *json, const char *key, struct str value);
void json_text(struct json *json, const char *key, const char *value); /* NULL: null */
void json_number(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_seconds(struct json *json, const char *key, double seconds); /* 3 decimals */

#endif
