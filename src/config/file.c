#include "file.h"

#include "migrate/buf.h"

#include <stdlib.h>
#include <string.h>

/* Rows of the table whose key begins with `prefix` ("" or "database."): whether the rest
 * of one is `name`, and all the rests for "did you mean". */
struct lookup {
    size_t prefix;
    const char *known[SETTING_COUNT + 4];
    size_t count;
};

static int
setting_find(struct lookup *lookup, const char *prefix, struct str name)
{
    *lookup = (struct lookup){.prefix = strlen(prefix)};
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *key = settings[i].key;
        if (strncmp(key, prefix, lookup->prefix) != 0)
            continue;
        key += lookup->prefix;
        if (str_is(name, key))
            return i;
        if (!strchr(key, '.'))
            lookup->known[lookup->count++] = key;
    }
    return -1;
}

static struct error *
unknown_key(const struct yaml *key, const struct lookup *lookup, const char *prefix)
{
    struct error *error = error_at(key->at, ERROR_USAGE, "unknown setting \"%s%.*s\"",
                                   prefix, STR_ARG(yaml_key_shown(key)));
    /* Perhaps it is right, but in the wrong place. */
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *dot = strrchr(settings[i].key, '.');
        if (dot && str_is(key->text, dot + 1) && !*prefix)
            return error_hint(error, "it is called \"%s\"", settings[i].key);
    }
    const char *nearest = str_nearest(key->text, lookup->known, lookup->count);
    return nearest ? error_hint(error, "did you mean \"%s%s\"?", prefix, nearest)
                   : error_hint(error, "\"man migrate.yaml\" lists the settings");
}

/* "database." when settings begin so, or NULL. */
static const char *
section_find(struct str name)
{
    static const char *const sections[] = {"database.", "hooks.", "schema.", "scratch."};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (name.length + 1 == strlen(sections[i]) &&
            str_starts(str_from(sections[i]), name))
            return sections[i];
    return NULL;
}

static struct error *section_read(struct settings_file *file, const struct yaml *map,
                                  const char *prefix, bool keep);

static struct error *
environments_read(struct settings_file *file, const struct yaml *map, const char *wanted)
{
    if (map->kind != YAML_MAP)
        return error_at(map->at, ERROR_USAGE, "environments takes names with settings");
    const char **names = memory_or_abort(calloc(map->count + 1, sizeof *names));
    struct arena arena = {0};
    bool found = !wanted;
    struct error *error = NULL;
    for (size_t i = 0; i < map->count && !error; i++) {
        const bool chosen = wanted && str_is(map->keys[i].text, wanted);
        names[i] = str_dup(&arena, map->keys[i].text);
        found |= chosen;
        error = section_read(file, &map->items[i], "", chosen);
    }
    if (!error && !found) {
        const char *nearest = str_nearest(str_from(wanted), names, map->count);
        error = error_hint(
            error_at(map->at, ERROR_USAGE, "there is no environment \"%s\"", wanted),
            "%s%s%s", nearest ? "did you mean \"" : "add it to environments",
            nearest ? nearest : "", nearest ? "\"?" : "");
    }
    arena_free(&arena);
    free(names);
    return error;
}

/* A direct_url belongs to the url beside it: an environment with a url of its own has
 * nothing to do with the general one. */
static void
setting_kept(struct settings_file *file, int setting)
{
    if (setting == SETTING_URL && !file->direct_here)
        file->values[SETTING_DIRECT_URL] = NULL;
    file->direct_here |= setting == SETTING_DIRECT_URL;
    file->own[setting] = file->environments != NULL;
}

/* variables: {name: value, other: {value: …, secret: true}} */
static struct error *
variables_check(const struct yaml *map)
{
    if (yaml_is_null(map))
        return NULL;
    if (map->kind != YAML_MAP)
        return error_at(map->at, ERROR_USAGE, "variables takes names with values");
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml *item = &map->items[i];
        if (item->kind == YAML_LIST ||
            (item->kind == YAML_MAP && !yaml_get(item, "value")))
            return error_hint(error_at(item->at, ERROR_USAGE, "\"%.*s\" takes one value",
                                       STR_ARG(yaml_key_shown(&map->keys[i]))),
                              "a text, or {value: TEXT, secret: true}");
        for (size_t k = 0; item->kind == YAML_MAP && k < item->count; k++)
            if (item->items[k].kind != YAML_SCALAR ||
                (!str_is(item->keys[k].text, "value") &&
                 !str_is(item->keys[k].text, "secret")))
                return error_hint(error_at(item->keys[k].at, ERROR_USAGE,
                                           "a variable has a \"value\" and may be "
                                           "\"secret\", both a text"),
                                  "{value: TEXT, secret: true}");
    }
    return NULL;
}

/* One level of the file. The depth is bounded: sections have none of their own. */
static struct error *
section_read(struct settings_file *file, const struct yaml *map, const char *prefix,
             bool keep)
{
    if (yaml_is_null(map))
        return NULL;
    if (map->kind != YAML_MAP)
        return error_at(map->at, ERROR_USAGE, "settings were expected: \"name: value\"");
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml *key = &map->keys[i], *value = &map->items[i];
        struct lookup lookup;
        struct error *error = NULL;
        const char *section = *prefix ? NULL : section_find(key->text);
        if (!*prefix && str_is(key->text, "variables")) {
            error = variables_check(value);
            if (keep)
                file->variables[file->environments != NULL] = value;
        } else if (section) {
            error = section_read(file, value, section, keep);
        } else {
            const int setting = setting_find(&lookup, prefix, key->text);
            if (setting < 0) {
                if (!*prefix) {
                    lookup.known[lookup.count++] = "database";
                    lookup.known[lookup.count++] = "variables";
                    lookup.known[lookup.count++] = "schema";
                    lookup.known[lookup.count++] = "scratch";
                }
                error = unknown_key(key, &lookup, prefix);
            } else if (value->kind == YAML_MAP ||
                       (value->kind == YAML_LIST &&
                        settings[setting].type != SETTING_LIST)) {
                error = error_at(value->at, ERROR_USAGE, "%s takes one value",
                                 settings[setting].key);
            } else if (keep) {
                file->values[setting] = value;
                setting_kept(file, setting);
            }
        }
        if (error)
            return error;
    }
    return NULL;
}

struct error *
settings_parse(struct settings_file *file, struct arena *arena, struct str text,
               const char *environment)
{
    struct yaml *root = arena_alloc(arena, sizeof *root);
    struct error *error = yaml_parse(root, arena, text);
    if (error)
        return error;
    if (root->kind != YAML_MAP)
        return error_at(root->at, ERROR_USAGE, "settings were expected: \"name: value\"");
    /* The environments last, so that they win; their key is taken out of the rest. */
    struct yaml rest = *root;
    const struct yaml *environments = yaml_get(root, "environments");
    if (environments) {
        const size_t at = (size_t)(environments - root->items);
        rest.count--;
        memmove(&rest.keys[at], &rest.keys[at + 1],
                (rest.count - at) * sizeof *rest.keys);
        struct yaml *kept = arena_alloc(arena, sizeof *kept);
        *kept = *environments;
        environments = kept;
        memmove(&rest.items[at], &rest.items[at + 1],
                (rest.count - at) * sizeof *rest.items);
    }
    if ((error = section_read(file, &rest, "", true)))
        return error;
    file->environments = environments;
    file->direct_here = false;
    if (environments)
        return environments_read(file, environments, environment);
    return environment
               ? error_hint(error_new(ERROR_USAGE, "there is no environment \"%s\"",
                                      environment),
                            "add \"environments:\" with \"%s:\" to the settings file",
                            environment)
               : NULL;
}

static const char *
variable(struct arena *arena, const struct config_flags *flags, struct str name)
{
    /* The last -x of a name wins, as with all flags. */
    for (size_t i = flags->variables.count; i-- > 0;)
        if (str_equal(flags->variables.items[i].key, name))
            return str_dup(arena, flags->variables.items[i].value);
    return getenv(str_dup(arena, name));
}

/* A name as people give to variables; something else may be a part of a secret. */
static struct str
name_shown(struct str name)
{
    bool plain = name.length > 0 && name.length <= 64;
    for (size_t i = 0; i < name.length; i++)
        plain &= (name.data[i] >= 'A' && name.data[i] <= 'Z') ||
                 (name.data[i] >= 'a' && name.data[i] <= 'z') || name.data[i] == '_' ||
                 (i && name.data[i] >= '0' && name.data[i] <= '9');
    return plain ? name : STR("in ${…}");
}

struct error *
settings_expand(const char **result, struct arena *arena, struct str text,
                const struct config_flags *flags)
{
    struct buf out = {.arena = arena};
    while (text.length) {
        const char *start = memmem(text.data, text.length, "${", 2);
        const size_t plain = start ? (size_t)(start - text.data) : text.length;
        buf_add(&out, (struct str){text.data, plain});
        text = str_cut(text, plain);
        if (!start)
            break;
        const char *close = memchr(text.data, '}', text.length);
        if (!close)
            return error_hint(error_new(ERROR_USAGE, "\"${\" without \"}\""),
                              "write ${NAME} or ${NAME:-default}");
        const struct str inside = {text.data + 2, (size_t)(close - text.data) - 2};
        text = str_cut(text, inside.length + 3);
        const char *mark = memmem(inside.data, inside.length, ":-", 2);
        const struct str name = {inside.data,
                                 mark ? (size_t)(mark - inside.data) : inside.length};
        const char *value = variable(arena, flags, name);
        if (mark && (!value || !*value))
            buf_add(&out, str_cut(inside, name.length + 2));
        else if (value)
            buf_puts(&out, value);
        else
            return error_hint(error_new(ERROR_USAGE, "the variable %.*s is not set",
                                        STR_ARG(name_shown(name))),
                              "set it in the environment or with -x NAME=VALUE, or write "
                              "${NAME:-default}");
    }
    *result = buf_text(&out);
    return NULL;
}
