#include "migrate/config.h"

#include "file.h"
#include "migrate/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char default_file[] = "migrate.yaml";

struct loading {
    struct config *config;
    struct arena *arena;
    const struct config_flags *flags;
    struct str text; /* of the settings file */
    struct settings_file file;
};

static struct error *
read_duration(double *seconds, const char *text)
{
    if (strcmp(text, "none") == 0 || !*text) {
        *seconds = 0;
        return NULL;
    }
    char *unit;
    const double number = strtod(text, &unit);
    const double factor = strcmp(unit, "ms") == 0                   ? 0.001
                          : strcmp(unit, "s") == 0 || *unit == '\0' ? 1
                          : strcmp(unit, "m") == 0                  ? 60
                          : strcmp(unit, "h") == 0                  ? 3600
                                                                    : 0;
    if (unit == text || !(factor > 0) || !(number >= 0) || number > 1e7)
        return error_hint(error_new(ERROR_USAGE, "this is not a duration"),
                          "as in 500ms, 5s, 2m or none");
    *seconds = number * factor;
    return NULL;
}

static struct error *
read_bool(long *number, const char *text)
{
    static const char *const yes[] = {"true", "yes", "on", "1"};
    static const char *const no[] = {"false", "no", "off", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        *number = strcasecmp(text, yes[i]) == 0;
        if (*number || strcasecmp(text, no[i]) == 0)
            return NULL;
    }
    return error_hint(error_new(ERROR_USAGE, "this is neither true nor false"),
                      "write true or false");
}

static struct error *
read_number(long *number, const char *text)
{
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    if (end == text || *end || errno || *number < 0 || *number > 1000000)
        return error_new(ERROR_USAGE, "this is not a number from 0 to 1000000");
    return NULL;
}

static struct error *
read_choice(const char *choices, const char *text)
{
    for (struct str rest = str_from(choices); rest.length;)
        if (str_is(str_before(rest, '|', &rest, NULL), text))
            return NULL;
    return error_hint(error_new(ERROR_USAGE, "this is not one of the values it takes"),
                      "one of %s", choices);
}

static struct error *
value_check(struct config *config, enum setting_id id, const char *text)
{
    switch (settings[id].type) {
    case SETTING_DURATION:
        if (id == SETTING_RUN_LOCK_TIMEOUT && strcmp(text, "none") == 0)
            return error_hint(error_new(ERROR_USAGE, "a run never waits for ever"),
                              "as in 60s, 10m, or 0 for not at all");
        return read_duration(&config->seconds[id], text);
    case SETTING_BOOL:
        return read_bool(&config->numbers[id], text);
    case SETTING_NUMBER:
        return read_number(&config->numbers[id], text);
    case SETTING_CHOICE:
        return read_choice(settings[id].choices, text);
    case SETTING_TEXT:
    case SETTING_LIST:
        break;
    }
    return NULL;
}

/* The first one is told when the database is to be opened. */
static void
put_off(struct loading *loading, struct error *error)
{
    struct config *config = loading->config;
    if (config->later)
        error_free(error);
    else
        config->later =
            error->at ? error_locate_only(error, config->file, loading->text) : error;
}

static bool
in_file(const struct loading *loading, enum setting_id id)
{
    return loading->file.values[id] && !yaml_is_null(loading->file.values[id]);
}

/* Of the two URLs, and of what belongs to one. */
static enum url_place
place_of(const struct loading *loading, enum setting_id id)
{
    const char *variable = settings[id].variable ? getenv(settings[id].variable) : NULL;
    const bool any = !loading->flags->own_url;
    if (any && loading->flags->values[id])
        return URL_FLAG;
    if (in_file(loading, id) && loading->file.own[id])
        return URL_ENVIRONMENT;
    if (any && variable)
        return URL_VARIABLE;
    return in_file(loading, id) ? URL_FILE : URL_DEFAULT;
}

/* Whether a direct URL is the same database's: it comes from where the other one does, or
 * from a variable that beats it. */
static bool
direct_counts(const struct loading *loading)
{
    const enum url_place direct = place_of(loading, SETTING_DIRECT_URL);
    const enum url_place url = place_of(loading, SETTING_URL);
    return direct != URL_DEFAULT &&
           (direct == url || (direct == URL_VARIABLE && url < URL_VARIABLE) ||
            (direct == URL_FILE && url == URL_DEFAULT));
}

/* Whether the other of the two URLs takes its place. */
static bool
is_unneeded(const struct loading *loading, enum setting_id id)
{
    return (id == SETTING_URL && direct_counts(loading)) ||
           (id == SETTING_DIRECT_URL && !direct_counts(loading));
}

/* A relative file in the settings is seen from their folder. */
static const char *
url_from_folder(const struct loading *loading, const char *url)
{
    static const char relative[] = ":///";
    const char *path = strstr(url, relative);
    path = path ? path + sizeof relative - 1 : "";
    const char *folder = loading->config->directory;
    if (!*path || *path == '/' || *path == ':' || *path == '?' ||
        strcmp(folder, ".") == 0)
        return url;
    return arena_printf(loading->arena, "%.*s%s", (int)(path - url), url,
                        file_join(loading->arena, folder, path));
}

/* Set, but to nothing: most likely by mistake, and another database must not be taken
 * instead. */
static bool
variable_is_empty(struct loading *loading, enum setting_id id)
{
    const char *variable = getenv(settings[id].variable);
    if (place_of(loading, id) != URL_VARIABLE || !variable || *variable)
        return false;
    put_off(loading, error_hint(error_new(ERROR_USAGE, "%s is set, but empty",
                                          settings[id].variable),
                                "give it the URL of the database, or unset it"));
    return true;
}

static struct error *
value_from_file(struct loading *loading, enum setting_id id)
{
    const struct yaml *value = loading->file.values[id];
    struct config *config = loading->config;
    const size_t count = value->kind == YAML_LIST ? value->count : 1;
    if (!count)
        return error_at(value->at, ERROR_USAGE, "%s: an empty list", settings[id].key);
    for (size_t i = 0; i < count; i++) {
        const struct yaml *item = value->kind == YAML_LIST ? &value->items[i] : value;
        if (item->kind != YAML_SCALAR)
            return error_at(item->at, ERROR_USAGE, "%s takes texts", settings[id].key);
        const char *text;
        if (item->text.length && memchr(item->text.data, '\0', item->text.length))
            return error_at(item->at, ERROR_USAGE, "%s: a NUL character",
                            settings[id].key);
        struct error *error =
            settings_expand(&text, loading->arena, item->text, loading->flags);
        if (error && is_unneeded(loading, id)) {
            error_free(error);
            return NULL;
        }
        if (!error && (id == SETTING_URL || id == SETTING_DIRECT_URL) &&
            str_starts(item->text, STR("sqlite")))
            text = url_from_folder(loading, text);
        if (error && strncmp(settings[id].key, "database.", 9) == 0) {
            error->at = item->at;
            put_off(loading, error_prefix(error, "%s", settings[id].key));
            return NULL;
        }
        if (!error)
            error = value_check(config, id, text);
        if (error) {
            error->at = item->at;
            return error_prefix(error, "%s", settings[id].key);
        }
        config->values[id] = text;
        if (id == SETTING_VERSIONS) {
            const char *path = file_join(loading->arena, config->directory, text);
            vec_push(&config->versions, loading->arena, path);
        } else if (id == SETTING_AFTER_REVISION) {
            vec_push(&config->after_revision, loading->arena, text);
        } else if (id == SETTING_SCHEMA_INCLUDE) {
            vec_push(&config->include, loading->arena, str_from(text));
        } else if (id == SETTING_SCHEMA_EXCLUDE) {
            vec_push(&config->exclude, loading->arena, str_from(text));
        } else if (id == SETTING_SCHEMA || id == SETTING_DUMP) {
            config->values[id] = file_join(loading->arena, config->directory, text);
        }
    }
    return NULL;
}

static struct error *
value_load(struct loading *loading, enum setting_id id)
{
    struct config *config = loading->config;
    const struct setting *setting = &settings[id];
    const char *flag = loading->flags->values[id];
    const char *variable = setting->variable ? getenv(setting->variable) : NULL;
    const char *text = flag ? flag : variable && *variable ? variable : NULL;
    const bool is_url = id == SETTING_URL || id == SETTING_DIRECT_URL;
    if (is_url && variable_is_empty(loading, id))
        return NULL;
    if (is_url && place_of(loading, id) != URL_FLAG)
        flag = NULL;
    if (is_url && !flag && place_of(loading, id) != URL_VARIABLE)
        text = NULL;
    const struct yaml *value = loading->file.values[id];
    if (!text && value && yaml_is_null(value) && id == SETTING_LOG_TABLE)
        return NULL; /* `log_table: ~` keeps no log */
    if (!text && value && !yaml_is_null(value))
        return value_from_file(loading, id);
    const bool given = text != NULL;
    if (!given)
        text = setting->fallback;
    if (id == SETTING_URL && !given)
        text = url_from_folder(loading, text);
    config->values[id] = text;
    if (!text)
        return NULL;
    if (id == SETTING_VERSIONS) {
        const char *path =
            given ? text : file_join(loading->arena, config->directory, text);
        vec_push(&config->versions, loading->arena, path);
    }
    if (id == SETTING_SCHEMA && !given)
        config->values[id] = file_join(loading->arena, config->directory, text);
    struct error *error = value_check(config, id, text);
    return flag ? error_prefix(error, "--%s", setting->flag)
                : error_prefix(error, "%s",
                               setting->variable ? setting->variable : setting->key);
}

/* One that is secret stays so, whoever gives it another value. */
static void
variable_add(struct loading *loading, struct str name, struct str value, bool secret)
{
    vec_each (&loading->config->variables, known)
        secret |= known->secret && str_equal(known->name, name);
    const struct config_variable variable = {name, value, secret};
    vec_push(&loading->config->variables, loading->arena, variable);
}

/* The variables of one level of the file. */
static struct error *
variables_load(struct loading *loading, const struct yaml *map)
{
    for (size_t i = 0; map && i < map->count; i++) {
        const struct yaml *item = &map->items[i];
        const struct yaml *value =
            item->kind == YAML_MAP ? yaml_get(item, "value") : item;
        const struct yaml *secret =
            item->kind == YAML_MAP ? yaml_get(item, "secret") : NULL;
        const char *text;
        long hidden = 0;
        struct error *error =
            secret ? read_bool(&hidden, str_dup(loading->arena, secret->text)) : NULL;
        if (error) {
            error->at = secret->at;
            return error;
        }
        if ((error =
                 settings_expand(&text, loading->arena, value->text, loading->flags))) {
            error->at = value->at;
            put_off(loading,
                    error_prefix(error, "variables.%.*s", STR_ARG(map->keys[i].text)));
            continue;
        }
        variable_add(loading, map->keys[i].text, str_from(text), hidden);
    }
    return NULL;
}

static struct error *
file_load(struct loading *loading)
{
    struct config *config = loading->config;
    const char *path = loading->flags->file ? loading->flags->file : default_file;
    config->directory = ".";
    const bool there = access(path, F_OK) == 0;
    if (!there && !loading->flags->file && errno == ENOENT)
        return config->environment
                   ? error_hint(error_new(ERROR_USAGE,
                                          "there is no environment \"%s\": there "
                                          "is no %s",
                                          config->environment, path),
                                "\"migrate init\" makes one")
                   : NULL;
    config->file = path;
    config->directory = file_directory(loading->arena, path);
    struct error *error =
        file_read(&loading->text, loading->arena, AT_FDCWD, path, path, FILE_SIZE_MAX);
    return error ? error
                 : settings_parse(&loading->file, loading->arena, loading->text,
                                  config->environment);
}

/* The direct URL takes the place of the other one, unless that is another database's; and
 * a password is sent only where the settings that name it wanted it. */
static void
url_take(struct loading *loading)
{
    static const enum setting_id secrets[] = {SETTING_PASSWORD_FILE,
                                              SETTING_PASSWORD_COMMAND};
    struct config *config = loading->config;
    const char *direct = config->values[SETTING_DIRECT_URL];
    enum url_place place = place_of(loading, SETTING_URL);
    if (direct && *direct && direct_counts(loading)) {
        config->values[SETTING_URL] = direct;
        place = place_of(loading, SETTING_DIRECT_URL);
    }
    config->url_place = place;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        const enum url_place its = place_of(loading, secrets[i]);
        if (its == URL_DEFAULT || its == place ||
            (its == URL_FILE && place == URL_DEFAULT))
            continue;
        config->values[secrets[i]] = NULL;
        config->ignored = settings[secrets[i]].key;
    }
}

struct error *
config_load(struct config *config, struct arena *arena, const struct config_flags *flags)
{
    *config = (struct config){.environment = flags->environment};
    struct loading loading = {.config = config, .arena = arena, .flags = flags};
    if ((!config->environment || !*config->environment) && !flags->own_url)
        config->environment = getenv("MIGRATE_ENV");
    if (config->environment && !*config->environment)
        config->environment = NULL;
    struct error *error = file_load(&loading);
    const struct yaml *environments = error ? NULL : loading.file.environments;
    for (size_t i = 0; environments && i < environments->count; i++)
        vec_push(&config->environments, arena, environments->keys[i].text);
    for (int id = 0; id < SETTING_COUNT && !error; id++)
        error = value_load(&loading, (enum setting_id)id);
    for (size_t i = 0; i < 2 && !error; i++)
        error = variables_load(&loading, loading.file.variables[i]);
    vec_each (&flags->variables, pair)
        variable_add(&loading, pair->key, pair->value, false);
    url_take(&loading);
    for (int id = 0; id < SETTING_COUNT && !error; id++)
        if (settings[id].fallback && config->values[id] && !*config->values[id])
            error = error_new(ERROR_USAGE, "%s cannot be empty", settings[id].key);
    return error && error->at ? error_locate_only(error, config->file, loading.text)
                              : error;
}

struct error *
config_database(struct config *config)
{
    struct error *error = config->later;
    config->later = NULL;
    return error;
}

void
config_close(struct config *config)
{
    error_free(config->later);
    config->later = NULL;
}
