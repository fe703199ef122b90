/* A small YAML 1.1 document, read by libyaml, as a tree of values that know their place.
 *
 * Every scalar is text: `0012`, `1e5`, `null` and `yes` are what stands there. Anchors
 * and aliases are refused (a settings file needs none, and they can explode in size), as
 * are a second document and a mapping with the same key twice. */
#ifndef MIGRATE_YAML_H
#define MIGRATE_YAML_H

#include "migrate/error.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    struct str text;    /* of a scalar */
    bool plain;         /* a scalar without quotes: a bare `~` or nothing is "no value" */
    const char *at;     /* its first byte in the text that was parsed */
    size_t count;       /* of items, or of pairs */
    struct yaml *keys;  /* of a map: `count` scalars */
    struct yaml *items; /* of a list or map: `count` values */
};

/* Parses `text` into the arena; an empty document is a map without pairs. Errors are of
 * kind USAGE with `at` within `text`. */
struct error *yaml_parse(struct yaml *root, struct arena *arena,
                         struct str text) MUST_CHECK;

/* The value of a key of a map, or NULL. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/* A key as an error may show it: one that does not look like a setting's name may be a
 * part of a secret, and is "…". */
struct str yaml_key_shown(const struct yaml *key);

/* A plain scalar that says "nothing": empty, ~ or null. */
bool yaml_is_null(const struct yaml *value);

#endif
