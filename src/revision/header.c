#include "header.h"

#include "migrate/revision.h"

#include <string.h>

struct str
line_next(struct str *text)
{
    const char *newline = text->length ? memchr(text->data, '\n', text->length) : NULL;
    const size_t length = newline ? (size_t)(newline + 1 - text->data) : text->length;
    const struct str line = {text->data, length};
    *text = str_cut(*text, length);
    return line;
}

static struct str
without(struct str line, char c)
{
    while (line.length && line.data[0] == c)
        line = str_cut(line, 1);
    return line;
}

bool
is_marker(struct str comment)
{
    if (!str_starts(comment, STR("--")))
        return false;
    comment = str_cut(comment, 2);
    while (comment.length && (comment.data[0] == ' ' || comment.data[0] == '\t'))
        comment = str_cut(comment, 1);
    /* In any case: "Migrate:Up" is a slip to be told of, not a comment. */
    return comment.length > 8 && str_is_nocase((struct str){comment.data, 8}, "migrate:");
}

/* "-- revision: …" */
static bool
is_revision_line(struct str line)
{
    const struct str rest = without(str_cut(line, 2), ' ');
    if (!str_starts(rest, STR("revision")))
        return false;
    return str_starts(without(str_cut(rest, 8), ' '), STR(":"));
}

/* What follows the end of the block comment that `text` begins with. */
static struct str
after_comment(struct str text)
{
    const char *close = memmem(text.data, text.length, "*/", 2);
    return close ? str_cut(text, (size_t)(close + 2 - text.data)) : (struct str){0};
}

/* The first unbroken run of `--` lines with a `-- revision:` line; empty when there is
 * none before the first marker or the first SQL. */
static struct str
header_find(struct str text)
{
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_cut(text, 3);
    struct str run = {0};
    bool found = false;
    while (text.length) {
        struct str rest = text;
        const struct str line = line_next(&rest);
        const bool comment = str_starts(line, STR("--")) && !is_marker(line);
        if (comment) {
            if (!run.data)
                run.data = line.data;
            run.length += line.length;
            found |= is_revision_line(line);
            text = rest;
            continue;
        }
        if (found)
            return run;
        run = (struct str){0};
        const struct str bare = str_trim(line);
        if (str_starts(bare, STR("/*"))) {
            text = after_comment(str_cut(text, (size_t)(bare.data - text.data)));
        } else if (bare.length) {
            return (struct str){0};
        } else {
            text = rest;
        }
    }
    return found ? run : (struct str){0};
}

/* A header line without its "-- " and its line end. */
static struct str
line_content(struct str line)
{
    line = str_cut(line, 2);
    if (line.length && line.data[0] == ' ')
        line = str_cut(line, 1);
    if (str_ends(line, STR("\n")))
        line.length--;
    if (str_ends(line, STR("\r")))
        line.length--;
    return line;
}

/* YAML's indicators, and what else needs libyaml to be read right, by byte:
 * 1: fine anywhere in a bare scalar that began with a letter or digit; 2: fine in a bare
 * scalar but not within a list; 4: letters and digits, with which it begins. */
static unsigned
byte_class(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return 7;
    if (c == '_' || c == '.' || c == '-' || c == '/' || c == '+' || c == ' ' ||
        c == '(' || c == ')' || c == ';' || c == '=' || c == '<' || c == '$' || c == '^')
        return 3;
    return c == ',' || c == '\'' || c == '"' || c == '!' ? 2 : 0;
}

/* A bare scalar in which YAML has nothing to interpret; its value is its text. */
static bool
is_bare(struct str text, unsigned allowed)
{
    if (!text.length || !(byte_class(text.data[0]) & 4))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c == ':') { /* a time; ": " would make a mapping */
            if (i + 1 == text.length || !(byte_class(text.data[i + 1]) & 4) ||
                allowed == 1)
                return false;
        } else if (!(byte_class(c) & allowed)) {
            return false;
        }
    }
    return true;
}

static struct yaml
scalar(struct str text)
{
    return (struct yaml){
        .kind = YAML_SCALAR, .text = text, .plain = true, .at = text.data};
}

/* Without spaces around; any other white space is for libyaml to judge. */
static struct str
without_spaces(struct str text)
{
    text = without(text, ' ');
    while (text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

/* [a, b] */
static bool
quick_list(struct header *header, struct yaml *value, struct str text)
{
    *value = (struct yaml){
        .kind = YAML_LIST, .at = text.data, .items = &header->items[header->item_count]};
    if (text.length < 2 || text.data[text.length - 1] != ']')
        return false;
    struct str rest = {text.data + 1, text.length - 2};
    if (!without_spaces(rest).length)
        return true;
    for (bool more = true; more;) {
        const struct str item = without_spaces(str_before(rest, ',', &rest, &more));
        if (header->item_count == HEADER_ITEMS || !is_bare(item, 1))
            return false;
        header->items[header->item_count++] = scalar(item);
        value->count++;
    }
    return true;
}

static bool
quick_key(const struct header *header, struct str key)
{
    for (size_t i = 0; i < key.length; i++)
        if (!((key.data[i] >= 'a' && key.data[i] <= 'z') || key.data[i] == '_'))
            return false;
    for (size_t i = 0; i < header->root.count; i++)
        if (str_equal(header->keys[i].text, key))
            return false; /* twice: libyaml's way has the error for it */
    return key.length && header->root.count < HEADER_KEYS;
}

/* False: not in the common form. */
static bool
quick_read(struct header *header, struct str run)
{
    header->root = (struct yaml){.kind = YAML_MAP, .at = run.data};
    header->item_count = 0;
    while (run.length) {
        const struct str line = line_content(line_next(&run));
        struct str value;
        const struct str key = str_before(line, ':', &value, NULL);
        if (!quick_key(header, key) || !value.length || value.data[0] != ' ')
            return false;
        value = without_spaces(value);
        struct yaml *item = &header->values[header->root.count];
        if (value.length && value.data[0] == '[') {
            if (!quick_list(header, item, value))
                return false;
        } else if (is_bare(value, 2)) {
            *item = scalar(value);
        } else {
            return false;
        }
        header->keys[header->root.count++] = scalar(key);
    }
    header->root.keys = header->keys;
    header->root.items = header->values;
    header->root.at = header->keys[0].at;
    return true;
}

/* From a place in the stripped copy to the same place in the file. */
static const char *
header_at(struct str run, struct str copy, const char *at)
{
    if (!at || at < copy.data || at > copy.data + copy.length)
        return at;
    for (;;) {
        const struct str from = line_next(&copy);
        const struct str line = line_next(&run);
        if (at < from.data + from.length || !copy.length || !run.length) {
            const struct str content = line_content(line);
            const size_t offset = (size_t)(at - from.data);
            return content.data + (offset < content.length ? offset : content.length);
        }
    }
}

static void
tree_locate(struct yaml *value, struct str run, struct str copy)
{
    value->at = header_at(run, copy, value->at);
    /* The depth is bounded by the parser. */
    for (size_t i = 0; i < value->count; i++) {
        if (value->kind == YAML_MAP)
            tree_locate(&value->keys[i], run, copy);
        tree_locate(&value->items[i], run, copy);
    }
}

static struct error *
run_read_yaml(struct header *header, struct arena *arena, struct str run)
{
    struct buf copy = {.arena = arena};
    for (struct str rest = run; rest.length;) {
        buf_add(&copy, line_content(line_next(&rest)));
        buf_char(&copy, '\n');
    }
    struct error *error = yaml_parse(&header->root, arena, buf_str(&copy));
    if (error) {
        error->at = header_at(run, buf_str(&copy), error->at);
        return error_hint(error, "quote the value, as in: message: \"fix: #12\"");
    }
    tree_locate(&header->root, run, buf_str(&copy));
    if (header->root.kind != YAML_MAP)
        return error_at(run.data, ERROR_USAGE,
                        "the header is not a list of \"key: value\"");
    return NULL;
}

static struct error *
header_run(struct str *run, struct str text)
{
    const char *bad = NULL;
    *run = header_find(text);
    if (!run->length && !str_is_utf8(text, &bad))
        return error_hint(error_at(bad, ERROR_USAGE, "this is not UTF-8"),
                          "save the file as UTF-8");
    if (run->length && memchr(run->data, '\r', run->length) &&
        !memchr(run->data, '\n', run->length))
        return error_hint(
            error_at(run->data, ERROR_USAGE, "the lines of this file end in CR alone"),
            "save it with LF or CRLF");
    if (!run->length)
        return error_hint(error_at(text.data, ERROR_USAGE,
                                   "no header: there is no line \"-- revision: …\""),
                          "begin the file with \"-- revision: ID\" and \"-- parents: "
                          "[PARENT]\", or move it out of the folder");
    if (run->length > REVISION_HEADER_MAX)
        return error_at(run->data, ERROR_USAGE,
                        "the header is over the limit of %d bytes", REVISION_HEADER_MAX);
    return NULL;
}

struct error *
header_read(struct header *header, struct arena *arena, struct str text)
{
    struct str run;
    struct error *error = header_run(&run, text);
    if (error)
        return error;
    return quick_read(header, run) ? NULL : run_read_yaml(header, arena, run);
}

struct error *
header_read_yaml(struct header *header, struct arena *arena, struct str text)
{
    struct str run;
    struct error *error = header_run(&run, text);
    return error ? error : run_read_yaml(header, arena, run);
}
