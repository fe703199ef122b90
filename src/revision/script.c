/* One file's bytes: the header's keys, and the sections. */
#include "expand.h"
#include "header.h"
#include "migrate/file.h"

#include <pthread.h>
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
        "revision",   "parents",     "message",      "created",   "labels",
        "depends_on", "transaction", "irreversible", "variables", "psql"};
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
    if (str_is(name, "transaction"))
        return read_bool(value, name, &revision->transactional);
    if (str_is(name, "irreversible"))
        return read_bool(value, name, &revision->irreversible);
    if (str_is(name, "variables"))
        return read_bool(value, name, &revision->variables);
    if (str_is(name, "psql") || str_is(name, "x-psql"))
        return read_bool(value, name, &revision->psql);
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

struct error *
revision_parse(struct revision *revision, struct arena *arena, const char *path,
               struct str text)
{
    *revision = (struct revision){.path = path, .text = text, .transactional = true};
    return error_locate(parse(revision, arena), path, text);
}

/* Of larger data the log keeps the digest only. PostgreSQL's texts end at 1 GB, and the
 * log's statement holds the script in quotes. */
enum { DATA_KEPT = 64 * 1024, LOGGED_MAX = 512 * 1024 * 1024 };

/* --- sections ------------------------------------------------------------------- */

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
             bool allow_sql)
{
    struct sql_scanner scanner = {
        .lexer = {dialect, text->data, text->data + text->length}, .stop = is_marker};
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
    if (str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_cut(rest, 3);
    struct section none = {0};
    struct error *error = section_skip(&none, &rest, dialect, false);
    while (!error && rest.length) {
        struct marker marker = {0};
        struct str line = line_next(&rest);
        if ((error = marker_read(&marker, line, revision)))
            return error;
        const char *start = rest.data;
        const struct sql_dialect *own = marker.section.dialect;
        error = section_skip(&marker.section, &rest, own ? own : dialect, true);
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

/* Large data of COPY are not kept; what stands for them tells them from others. */
static struct str
section_kept(struct str text, const struct sql_dialect *dialect, struct arena *arena)
{
    struct buf out = {.arena = arena};
    struct sql_scanner scanner = {.lexer = {dialect, text.data, text.data + text.length}};
    const char *at = text.data;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error) {
            error_free(error); /* whoever runs it will tell */
            break;
        }
        if (statement.data.length <= DATA_KEPT)
            continue;
        char hex[DIGEST_HEX_SIZE];
        digest_hex(statement.data, hex);
        buf_add(&out, (struct str){at, (size_t)(statement.data.data - at)});
        buf_printf(&out, "%s%zu bytes, SHA-256 %s, are not kept in the log\n",
                   SQL_DATA_LEFT_OUT, statement.data.length, hex);
        at = statement.data.data + statement.data.length;
    }
    buf_add(&out, (struct str){at, (size_t)(text.data + text.length - at)});
    return buf_str(&out);
}

/* The script with the sections in their place. */
static struct str
logged_text(const struct revision *revision, const struct str *before,
            const struct str *after, struct arena *arena)
{
    struct buf out = {.arena = arena};
    const char *at = revision->text.data, *end = at + revision->text.length;
    const size_t first = before[1].data && before[1].data < before[0].data;
    for (size_t k = 0; k < 2; k++) {
        const size_t i = k ? 1 - first : first;
        if (!before[i].data)
            continue;
        buf_add(&out, (struct str){at, (size_t)(before[i].data - at)});
        buf_add(&out, after[i]);
        at = before[i].data + before[i].length;
    }
    buf_add(&out, (struct str){at, (size_t)(end - at)});
    return buf_str(&out);
}

static struct error *
sections_expand(struct sections *sections, const struct revision *revision,
                const struct sql_dialect *dialect, const struct expansion *expansion)
{
    struct section *const both[] = {&sections->up, &sections->down};
    const struct str before[] = {sections->up.text, sections->down.text};
    struct str after[] = {before[0], before[1]};
    struct buf included = {.arena = expansion->arena};
    bool changed = false;
    size_t left_out = 0;
    for (size_t i = 0; i < 2; i++) {
        if (included.length)
            buf_char(&included, '\0');
        struct error *error = both[i]->at && expand_needed(revision, both[i], dialect)
                                  ? expand_section(both[i], &after[i], &included,
                                                   revision, dialect, expansion)
                                  : NULL;
        if (error)
            return error;
        left_out += both[i]->left_out;
        if (both[i]->left_out && !expansion->later)
            after[i] = section_kept(after[i], dialect, expansion->arena);
        both[i]->kept = after[i];
        changed |= both[i]->left_out || both[i]->origins;
    }
    if (changed && !(left_out && expansion->later))
        sections->logged = logged_text(revision, before, after, expansion->arena);
    sections->included = buf_str(&included);
    if (revision->text.length - left_out > LOGGED_MAX)
        return error_hint(
            error_locate(
                error_new(ERROR_USAGE,
                          "this script has %zu bytes of SQL, data of COPY apart, "
                          "and %zu are the most",
                          revision->text.length - left_out, (size_t)LOGGED_MAX),
                revision->path, revision->text),
            "split it, or load the data with COPY … FROM stdin");
    return NULL;
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

/* Quicker than memmem(): nearly no script has a backslash. */
static bool
has_backslash_i(struct str text)
{
    while (text.length) {
        const size_t length = text.length < FILE_STRIDE ? text.length : FILE_STRIDE;
        const char *found = memchr(text.data, '\\', length);
        const size_t next = found ? (size_t)(found - text.data) + 1 : length;
        if (found && next < text.length && text.data[next] == 'i')
            return true;
        if (!found)
            file_forget((struct str){text.data, length});
        text = str_cut(text, next);
    }
    return false;
}

struct keeping {
    pthread_t thread;
    bool joined;
    struct arena arena;
    struct expansion expansion;
    const struct revision *revision;
    const struct sql_dialect *dialect;
    struct sections sections;
    char hex[DIGEST_HEX_SIZE];
};

static void *
keep_run(void *context)
{
    struct keeping *keeping = context;
    digest_hex(keeping->revision->text, keeping->hex);
    /* It was read once before: it cannot be refused now. */
    error_free(revision_sections(&keeping->sections, keeping->revision, keeping->dialect,
                                 &keeping->expansion));
    return NULL;
}

void
revision_keep_ahead(struct revision *revision, const struct sql_dialect *dialect,
                    const struct expansion *expansion)
{
    if (revision->keeping)
        return;
    struct keeping *keeping = arena_alloc(expansion->arena, sizeof *keeping);
    keeping->revision = revision;
    keeping->dialect = dialect;
    keeping->expansion = *expansion;
    keeping->expansion.arena = &keeping->arena;
    keeping->expansion.later = false;
    if (pthread_create(&keeping->thread, NULL, keep_run, keeping) != 0) {
        keep_run(keeping);
        keeping->joined = true;
    }
    revision->keeping = keeping;
}

static void
keep_wait(struct keeping *keeping)
{
    if (!keeping->joined)
        pthread_join(keeping->thread, NULL);
    keeping->joined = true;
}

const struct sections *
revision_kept(const struct revision *revision)
{
    if (!revision->keeping)
        return NULL;
    keep_wait(revision->keeping);
    return &revision->keeping->sections;
}

void
revision_keep_end(const struct revision *revision)
{
    if (!revision->keeping)
        return;
    keep_wait(revision->keeping);
    arena_free(&revision->keeping->arena);
}

static void
text_digest(const struct revision *revision, char hex[DIGEST_HEX_SIZE])
{
    struct keeping *keeping = revision->keeping;
    if (!keeping) {
        digest_hex(revision->text, hex);
        return;
    }
    keep_wait(keeping);
    memcpy(hex, keeping->hex, DIGEST_HEX_SIZE);
}

void
revision_digest(const struct revision *revision, const struct sql_dialect *dialect,
                const struct expansion *expansion, char hex[DIGEST_HEX_SIZE])
{
    struct sections sections = {0};
    if (dialect->psql && has_backslash_i(revision->text))
        error_free(revision_sections(&sections, revision, dialect, expansion));
    if (!sections.included.length) {
        text_digest(revision, hex);
        return;
    }
    struct digest *digest = digest_start(expansion->arena);
    digest_add(digest, revision->text);
    digest_add(digest, sections.included);
    digest_finish(digest, hex);
}
