/* The sections of a script: markers, and which of them serve one database. */
#include "header.h"
#include "keep.h"
#include "migrate/file.h"

#include <string.h>

struct marker {
    enum direction direction;
    struct section section;
};

static struct error *
marker_option(struct marker *marker, struct str option)
{
    struct str value;
    const struct str key = str_before(option, ':', &value, NULL);
    if (str_is(key, "transaction")) {
        marker->section.transactional = str_is(value, "true");
        if (!marker->section.transactional && !str_is(value, "false"))
            return error_at(value.data ? value.data : key.data, ERROR_USAGE,
                            "transaction: takes true or false");
        return NULL;
    }
    if (str_is(key, "dialect")) {
        const char *nearest = NULL;
        marker->section.dialect = sql_dialect_find(value, &nearest);
        if (marker->section.dialect)
            return NULL;
        struct error *error = error_at(option.data, ERROR_USAGE,
                                       "unknown dialect \"%.*s\"", STR_ARG(value));
        return error_hint(error, "%s%s",
                          nearest ? "did you mean " : "use postgresql or sqlite",
                          nearest ? nearest : "");
    }
    return error_hint(error_at(option.data, ERROR_USAGE,
                               "unknown section option \"%.*s\"", STR_ARG(option)),
                      "use transaction:false or dialect:NAME");
}

/* "-- migrate:up dialect:sqlite transaction:false" */
static struct error *
marker_read(struct marker *marker, struct str line, const struct revision *revision)
{
    struct str rest = str_trim(str_cut(line, 2));
    marker->section =
        (struct section){.at = line.data, .transactional = revision->transactional};
    for (bool first = true; rest.length; first = false) {
        size_t length = 0;
        while (length < rest.length && rest.data[length] != ' ' &&
               rest.data[length] != '\t')
            length++;
        const struct str word = {rest.data, length};
        rest = str_trim(str_cut(rest, length));
        struct error *error = NULL;
        if (!first)
            error = marker_option(marker, word);
        else if (str_is(word, "migrate:up"))
            marker->direction = DIRECTION_UP;
        else if (str_is(word, "migrate:down"))
            marker->direction = DIRECTION_DOWN;
        else
            error = error_hint(error_at(word.data, ERROR_USAGE, "unknown marker \"%.*s\"",
                                        STR_ARG(word)),
                               "use migrate:up or migrate:down, in lower case");
        if (error)
            return error;
    }
    return NULL;
}

/* Commands of psql that are gone when the section is expanded. */
static bool
is_expanded(enum sql_command command)
{
    return command == SQL_COMMAND_SET || command == SQL_COMMAND_UNSET ||
           command == SQL_COMMAND_INCLUDE || command == SQL_COMMAND_INCLUDE_RELATIVE;
}

/* Reads SQL up to the next marker or the end, and notes of the section what is in it. */
static struct error *
section_skip(struct section *section, struct str *text, const struct sql_dialect *dialect,
             const struct revision *revision, bool allow_sql)
{
    /* What the log has ran as it is. */
    const bool checks = !revision->foreign_markers && !revision->from_log;
    struct sql_scanner scanner = {
        .lexer = {dialect, text->data, text->data + text->length},
        .stop = is_marker,
        .check = checks ? near_marker_check : NULL};
    for (;;) {
        struct sql_statement statement;
        bool found;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error)
            return error;
        if (statement.body.length && !allow_sql)
            return error_hint(
                error_at(statement.body.data, ERROR_USAGE, "this stands in no section"),
                "put \"-- migrate:up\" on a line before it");
        if (statement.data.length > DATA_KEPT)
            section->left_out += statement.data.length;
        section->commands |= is_expanded(statement.command);
        if (scanner.stopped || !found)
            break;
    }
    *text = str_cut(*text, (size_t)(scanner.lexer.at - text->data));
    return NULL;
}

static struct error *
section_twin(const struct revision *revision, const struct marker *marker,
             const struct section *other)
{
    size_t line, column;
    text_position(revision->text, other->at, &line, &column);
    return error_hint(
        error_at(marker->section.at, ERROR_USAGE,
                 "a second \"migrate:%s\" section for the same database; the "
                 "first is in line %zu",
                 direction_name(marker->direction), line),
        "join them, or tell them apart with dialect:NAME");
}

/* The sections found so far: for every database, and for ours alone. */
struct found {
    struct section any[2], own[2];
    bool other[2]; /* one for another database */
};

static struct error *
section_keep(struct found *found, const struct revision *revision,
             const struct marker *marker, const struct sql_dialect *dialect)
{
    const enum direction d = marker->direction;
    if (marker->section.dialect && marker->section.dialect != dialect) {
        found->other[d] = true;
        return NULL;
    }
    struct section *slot = marker->section.dialect ? &found->own[d] : &found->any[d];
    if (slot->at)
        return section_twin(revision, marker, slot);
    *slot = marker->section;
    return NULL;
}

/* str_is_utf8() in strides, each up to the beginning of a character. */
static bool
text_is_utf8(struct str text, const char **bad)
{
    while (text.length) {
        size_t length = text.length < FILE_STRIDE ? text.length : FILE_STRIDE;
        while (length < text.length && length > 1 &&
               ((unsigned char)text.data[length] & 0xC0) == 0x80)
            length--;
        const struct str part = {text.data, length};
        if (!str_is_utf8(part, bad))
            return false;
        file_forget(part);
        text = str_cut(text, length);
    }
    return true;
}

static struct error *
sections_read(struct found *found, const struct revision *revision,
              const struct sql_dialect *dialect)
{
    struct str rest = revision->text;
    const char *bad = NULL;
    if (!text_is_utf8(rest, &bad))
        return error_hint(
            error_at(bad, ERROR_USAGE, "%s", *bad ? "this is not UTF-8" : "a NUL byte"),
            "save the file as UTF-8");
    if (rest.data && str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_cut(rest, 3);
    struct section none = {0};
    struct error *error = section_skip(&none, &rest, dialect, revision, false);
    while (!error && rest.length) {
        struct marker marker = {0};
        struct str line = line_next(&rest);
        if ((error = marker_read(&marker, line, revision)))
            return error;
        const char *start = rest.data;
        const struct sql_dialect *own = marker.section.dialect;
        error = section_skip(&marker.section, &rest, own ? own : dialect, revision, true);
        marker.section.text = (struct str){start, (size_t)(rest.data - start)};
        if (!error)
            error = section_keep(found, revision, &marker, dialect);
    }
    return error;
}

static struct error *
sections_choose(struct sections *sections, const struct revision *revision,
                const struct sql_dialect *dialect)
{
    struct found found = {0};
    struct error *error = sections_read(&found, revision, dialect);
    if (error)
        return error;
    sections->up =
        found.own[DIRECTION_UP].at ? found.own[DIRECTION_UP] : found.any[DIRECTION_UP];
    sections->down = found.own[DIRECTION_DOWN].at ? found.own[DIRECTION_DOWN]
                                                  : found.any[DIRECTION_DOWN];
    if (sections->up.at)
        return NULL;
    error = error_at(revision->id_at, ERROR_USAGE, "there is no up section%s%s",
                     found.other[DIRECTION_UP] ? " for " : "",
                     found.other[DIRECTION_UP] ? dialect->name : "");
    return error_hint(error, "put \"-- migrate:up%s%s\" on a line before the SQL",
                      found.other[DIRECTION_UP] ? " dialect:" : "",
                      found.other[DIRECTION_UP] ? dialect->name : "");
}

struct error *
revision_sections(struct sections *sections, const struct revision *revision,
                  const struct sql_dialect *dialect, const struct expansion *expansion)
{
    *sections = (struct sections){.logged = revision->text};
    struct error *error = error_locate(sections_choose(sections, revision, dialect),
                                       revision->path, revision->text);
    return error ? error : sections_expand(sections, revision, dialect, expansion);
}

struct error *
section_locate(const struct section *section, const struct revision *revision,
               struct error *error)
{
    const struct str text = section->text;
    const bool inside = error && error->at && section->origins &&
                        error->at >= text.data && error->at <= text.data + text.length;
    if (!inside || !section->origins->list.count)
        return error_locate(error, revision->path, revision->text);
    const size_t offset = (size_t)(error->at - text.data);
    const struct origin *origin = section->origins->list.items;
    vec_each (&section->origins->list, candidate)
        if (candidate->offset <= offset)
            origin = candidate;
    error->at = origin->from + (origin->verbatim ? offset - origin->offset : 0);
    return error_locate(error, origin->path, origin->content);
}
