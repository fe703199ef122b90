/* One file's bytes: the keys of the header. */
#include "header.h"
#include "migrate/file.h"
#include "migrate/revision.h"

#include <string.h>

const char *
direction_name(enum direction direction)
{
    return direction == DIRECTION_UP ? "up" : "down";
}

struct error *
revision_check_name(struct str name, bool label)
{
    const char *what = label ? "label" : "revision id";
    if (!name.length)
        return error_new(ERROR_USAGE, "an empty %s", what);
    if (!label && name.length > REVISION_ID_MAX)
        return error_hint(error_new(ERROR_USAGE,
                                    "the revision id \"%.*s\" has %zu characters, and "
                                    "%d are the most",
                                    STR_ARG(name), name.length, REVISION_ID_MAX),
                          "choose a shorter one");
    for (size_t i = 0; i < name.length; i++) {
        const char c = name.data[i];
        const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                          (c == '-' && label && i);
        if (!fine)
            return error_hint(
                error_new(ERROR_USAGE, "\"%.*s\" cannot be a %s", STR_ARG(name), what),
                "use only letters, digits, \"_\" and \".\"");
    }
    const char *const reserved[] = {"head", "heads", "base", "current"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_is(name, reserved[i]))
            return error_new(ERROR_USAGE,
                             "\"%s\" cannot be a %s: it means something else",
                             reserved[i], what);
    return NULL;
}

struct error *
revision_error(const struct revision *revision, struct error *error)
{
    if (error)
        error->at = revision->id_at;
    return error_locate(error, revision->path, revision->text);
}

static struct error *
expect_scalar(const struct yaml *value, struct str key, struct str *text)
{
    if (value->kind != YAML_SCALAR)
        return error_at(value->at, ERROR_USAGE, "\"%.*s\" takes one value, not a list",
                        STR_ARG(key));
    *text = value->text;
    return NULL;
}

static struct error *
read_bool(const struct yaml *value, struct str key, bool *result)
{
    struct str text = {0};
    struct error *error = expect_scalar(value, key, &text);
    if (error)
        return error;
    *result = str_is(text, "true");
    if (!*result && !str_is(text, "false"))
        return error_at(value->at, ERROR_USAGE,
                        "\"%.*s\" takes true or false, not \"%.*s\"", STR_ARG(key),
                        STR_ARG(text));
    return NULL;
}

/* A name, a list of names, or nothing. */
static struct error *
read_names(const struct yaml *value, struct str key, struct arena *arena, bool label,
           struct names *names)
{
    const bool list = value->kind == YAML_LIST;
    const size_t count = list ? value->count : 1;
    if (value->kind == YAML_MAP)
        return error_at(value->at, ERROR_USAGE, "a list of names was expected: [a, b]");
    if (!list && !value->text.length)
        return error_hint(
            error_at(value->at, ERROR_USAGE, "\"%.*s\" has no value", STR_ARG(key)),
            "write [] for none");
    names->items = count ? arena_array(arena, count, sizeof *names->items) : NULL;
    for (size_t i = 0; i < count; i++) {
        const struct yaml *item = list ? &value->items[i] : value;
        if (item->kind != YAML_SCALAR)
            return error_at(item->at, ERROR_USAGE, "a name was expected, not a list");
        struct error *error = revision_check_name(item->text, label);
        if (error) {
            error->at = item->at;
            return error;
        }
        names->items[names->count++] = item->text;
    }
    return NULL;
}

/* "fix #12" is "fix" to YAML, and a comment: that would be lost in silence. */
static struct error *
read_message(struct revision *revision, const struct yaml *value, struct str key)
{
    struct error *error = expect_scalar(value, key, &revision->message);
    if (error || !value->plain)
        return error;
    const char *end = revision->text.data + revision->text.length;
    const char *after = value->at + revision->message.length;
    while (after < end && (*after == ' ' || *after == '\t'))
        after++;
    if (after >= end || *after != '#')
        return NULL;
    return error_hint(
        error_at(after, ERROR_USAGE, "from here on this is a comment to YAML"),
        "quote the message: \"fix #12\"");
}

static struct error *
unknown_key(const struct yaml *key)
{
    static const char *const alembic[][2] = {{"down_revision", "parents"},
                                             {"branch_labels", "labels"}};
    static const char *const known[] = {
        "revision",    "parents",      "message",   "created", "labels",  "depends_on",
        "transaction", "irreversible", "variables", "psql",    "squashes"};
    const char *nearest = str_nearest(key->text, known, sizeof known / sizeof *known);
    for (size_t i = 0; i < 2; i++)
        nearest = str_is(key->text, alembic[i][0]) ? alembic[i][1] : nearest;
    struct error *error = error_at(
        key->at, ERROR_USAGE, "unknown key \"%.*s\" in the header", STR_ARG(key->text));
    if (nearest)
        return error_hint(
            error, "did you mean \"%s\"? Keys of your own begin with \"x-\"", nearest);
    return error_hint(error, "keys of your own begin with \"x-\"");
}

static struct error *
read_key(struct revision *revision, struct arena *arena, const struct yaml *key,
         const struct yaml *value)
{
    const struct str name = key->text;
    if (str_is(name, "revision")) {
        revision->id_at = value->at;
        struct error *error = expect_scalar(value, name, &revision->id);
        if (!error && (error = revision_check_name(revision->id, false)))
            error->at = value->at;
        return error;
    }
    if (str_is(name, "message"))
        return read_message(revision, value, name);
    if (str_is(name, "created"))
        return expect_scalar(value, name, &revision->created);
    if (str_is(name, "parents"))
        return read_names(value, name, arena, false, &revision->parents);
    if (str_is(name, "labels"))
        return read_names(value, name, arena, true, &revision->labels);
    if (str_is(name, "depends_on"))
        return read_names(value, name, arena, true, &revision->depends_on);
    if (str_is(name, "squashes")) {
        revision->squashes = arena_alloc(arena, sizeof *revision->squashes);
        return read_names(value, name, arena, true, revision->squashes);
    }
    if (str_is(name, "transaction"))
        return read_bool(value, name, &revision->transactional);
    if (str_is(name, "irreversible"))
        return read_bool(value, name, &revision->irreversible);
    if (str_is(name, "variables"))
        return read_bool(value, name, &revision->variables);
    if (str_is(name, "psql") || str_is(name, "x-psql"))
        return read_bool(value, name, &revision->psql);
    if (str_is(name, "x-allow-foreign-markers"))
        return read_bool(value, name, &revision->foreign_markers);
    return str_starts(name, STR("x-")) ? NULL : unknown_key(key);
}

static struct error *
parse(struct revision *revision, struct arena *arena)
{
    struct header header;
    struct error *error = header_read(&header, arena, revision->text);
    if (error)
        return error;
    const struct yaml *root = &header.root;
    for (size_t i = 0; i < root->count; i++)
        if ((error = read_key(revision, arena, &root->keys[i], &root->items[i])))
            return error;
    if (!revision->id.length)
        return error_at(root->at, ERROR_USAGE, "the header has no \"revision\"");
    if (!yaml_get(root, "parents"))
        return error_hint(
            error_at(revision->id_at, ERROR_USAGE, "the header has no \"parents\""),
            "write \"-- parents: ID\", or \"-- parents: []\" for the first of all");
    /* It ends up in listings and in comments of SQL: a line end would change those. */
    for (size_t i = 0; i < revision->message.length; i++)
        if ((unsigned char)revision->message.data[i] < 0x20 &&
            revision->message.data[i] != '\t')
            return error_at(
                yaml_get(root, "message")->at, ERROR_USAGE,
                "the message is more than one line, or has control characters");
    return NULL;
}

static void
names_keep(struct names *names, struct arena *arena)
{
    for (size_t i = 0; i < names->count; i++)
        names->items[i] = str_keep(arena, names->items[i]);
}

void
revision_drop(struct revision *revision, struct arena *arena)
{
    if (!revision->mapped)
        return;
    revision->id = str_keep(arena, revision->id);
    revision->message = str_keep(arena, revision->message);
    revision->created = str_keep(arena, revision->created);
    names_keep(&revision->parents, arena);
    names_keep(&revision->labels, arena);
    names_keep(&revision->depends_on, arena);
    if (revision->squashes)
        names_keep(revision->squashes, arena);
    file_drop(revision->text);
}

void
revision_hold(struct revision *revision, struct arena *arena)
{
    const struct str before = revision->text, held = file_hold(before, arena);
    if (!revision->mapped || held.data == before.data)
        return;
    if (revision->id_at)
        revision->id_at = held.data + (revision->id_at - before.data);
    revision->text = held;
    revision->mapped = false;
    file_drop(before);
}

struct error *
revision_parse(struct revision *revision, struct arena *arena, const char *path,
               struct str text)
{
    *revision = (struct revision){.path = path, .text = text, .transactional = true};
    return error_locate(parse(revision, arena), path, text);
}
