#include "migrate/yaml.h"

#include "migrate/vec.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { YAML_DEPTH_MAX = 16 };

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    struct str text;
};

static void
parser_delete(struct reader *reader)
{
    yaml_parser_delete(&reader->parser);
}

static void
event_delete(yaml_event_t *event)
{
    yaml_event_delete(event);
}
#define CLEAN_EVENT __attribute__((cleanup(event_delete)))

/* libyaml's index counts characters, not bytes. */
static const char *
mark_at(struct str text, const yaml_mark_t *mark)
{
    const char *p = text.data, *end = text.data + text.length;
    for (size_t n = mark->index; n && p < end; n--) {
        p++;
        while (p < end && ((unsigned char)*p & 0xC0) == 0x80)
            p++;
    }
    return p;
}

static struct error *
reader_error(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        memory_or_abort(NULL);
    const char *problem = parser->problem ? parser->problem : "not YAML";
    if (parser->error == YAML_READER_ERROR) {
        const char *at = reader->text.data;
        str_is_utf8(reader->text, &at);
        return error_at(at, ERROR_USAGE, "%s", problem);
    }
    const char *context = parser->context ? parser->context : "";
    return error_at(mark_at(reader->text, &parser->problem_mark), ERROR_USAGE, "%s%s%s",
                    problem, *context ? " " : "", context);
}

static struct error *
reader_next(struct reader *reader, yaml_event_t *event)
{
    return yaml_parser_parse(&reader->parser, event) ? NULL : reader_error(reader);
}

static struct error *value_read(struct yaml *value, struct reader *reader,
                                const yaml_event_t *event, int depth);

static struct error *
duplicate_check(const struct yaml *map, size_t last)
{
    for (size_t i = 0; i < last; i++)
        if (str_equal(map->keys[i].text, map->keys[last].text))
            return error_hint(error_at(map->keys[last].at, ERROR_USAGE,
                                       "\"%.*s\" stands here twice",
                                       STR_ARG(yaml_key_shown(&map->keys[last]))),
                              "take one of them out");
    return NULL;
}

static struct error *
children_read(struct yaml *value, struct reader *reader, yaml_event_type_t end, int depth)
{
    VEC(struct yaml) keys = {0}, items = {0};
    for (;;) {
        CLEAN_EVENT yaml_event_t event = {0};
        struct error *error = reader_next(reader, &event);
        if (error)
            return error;
        if (event.type == end)
            return NULL;
        struct yaml child = {0};
        if ((error = value_read(&child, reader, &event, depth + 1)))
            return error;
        if (value->kind == YAML_MAP && keys.count == items.count) {
            if (child.kind != YAML_SCALAR)
                return error_at(child.at, ERROR_USAGE, "a key must be a plain word");
            vec_push(&keys, reader->arena, child);
            value->keys = keys.items;
            if ((error = duplicate_check(value, keys.count - 1)))
                return error;
        } else {
            vec_push(&items, reader->arena, child);
            value->items = items.items;
            value->count = items.count;
        }
    }
}

static struct error *
value_read(struct yaml *value, struct reader *reader, const yaml_event_t *event,
           int depth)
{
    value->at = mark_at(reader->text, &event->start_mark);
    if (depth > YAML_DEPTH_MAX)
        return error_at(value->at, ERROR_USAGE, "nested too deeply");
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        if (event->data.scalar.anchor)
            break;
        value->kind = YAML_SCALAR;
        value->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        value->text.length = event->data.scalar.length;
        value->text.data =
            arena_copy(reader->arena, event->data.scalar.value, value->text.length);
        return NULL;
    case YAML_SEQUENCE_START_EVENT:
        if (event->data.sequence_start.anchor)
            break;
        value->kind = YAML_LIST;
        return children_read(value, reader, YAML_SEQUENCE_END_EVENT, depth);
    case YAML_MAPPING_START_EVENT:
        if (event->data.mapping_start.anchor)
            break;
        value->kind = YAML_MAP;
        return children_read(value, reader, YAML_MAPPING_END_EVENT, depth);
    default:
        break;
    }
    return error_hint(
        error_at(value->at, ERROR_USAGE, "anchors and aliases are not taken"),
        "quote a value that begins with & or *");
}

static struct error *
document_read(struct yaml *root, struct reader *reader)
{
    for (int documents = 0;;) {
        CLEAN_EVENT yaml_event_t event = {0};
        struct error *error = reader_next(reader, &event);
        if (error)
            return error;
        switch (event.type) {
        case YAML_STREAM_END_EVENT:
            return NULL;
        case YAML_DOCUMENT_START_EVENT:
            if (documents++)
                return error_at(mark_at(reader->text, &event.start_mark), ERROR_USAGE,
                                "a second document");
            break;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            break;
        default:
            if ((error = value_read(root, reader, &event, 0)))
                return error;
        }
    }
}

struct error *
yaml_parse(struct yaml *root, struct arena *arena, struct str text)
{
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_cut(text, 3);
    *root = (struct yaml){.kind = YAML_MAP, .at = text.data};
    const char *bad = NULL;
    if (!str_is_utf8(text, &bad))
        return error_hint(
            error_at(bad, ERROR_USAGE, "%s", *bad ? "not UTF-8" : "a NUL byte"),
            "save the file as UTF-8");
    __attribute__((cleanup(parser_delete))) struct reader reader = {.arena = arena,
                                                                    .text = text};
    if (!yaml_parser_initialize(&reader.parser))
        memory_or_abort(NULL);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.data,
                                 text.length);
    struct error *error = document_read(root, &reader);
    if (!error && root->kind == YAML_SCALAR && yaml_is_null(root))
        *root = (struct yaml){.kind = YAML_MAP, .at = text.data};
    return error;
}

struct str
yaml_key_shown(const struct yaml *key)
{
    bool plain = key->text.length > 0 && key->text.length <= 40;
    for (size_t i = 0; i < key->text.length; i++) {
        const char c = key->text.data[i];
        plain &= (c >= 'a' && c <= 'z') || c == '_' || c == '.' || c == '-';
    }
    return plain ? key->text : STR("…");
}

const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
    for (size_t i = 0; map->kind == YAML_MAP && i < map->count; i++)
        if (str_is(map->keys[i].text, key))
            return &map->items[i];
    return NULL;
}

bool
yaml_is_null(const struct yaml *value)
{
    return value->kind == YAML_SCALAR && value->plain &&
           (!value->text.length || str_is(value->text, "~") ||
            str_is(value->text, "null"));
}
