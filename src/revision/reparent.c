/* Other parents for a script that is there. */
#include "header.h"
#include "migrate/buf.h"
#include "migrate/revision.h"

/* How far a line's text is indented behind its "--"; `text` is what stands there. */
static size_t
indent_of(struct str line, struct str *text)
{
    const struct str rest = str_cut(line, 2);
    size_t indent = 0;
    while (indent < rest.length &&
           (rest.data[indent] == ' ' || rest.data[indent] == '\t'))
        indent++;
    *text = str_trim(str_cut(rest, indent));
    return indent;
}

/* Whether a line can stand in the value of a key that is indented so far: a comment or
 * nothing, or (`more`) what belongs to it, being indented further or an item. */
static bool
goes_on(struct str line, size_t indent, bool *more)
{
    if (!str_starts(line, STR("--")) || is_marker(line))
        return false;
    struct str text;
    const size_t own = indent_of(line, &text);
    const bool nothing = !text.length || text.data[0] == '#';
    *more = !nothing && (own > indent || (own == indent && (str_starts(text, STR("- ")) ||
                                                            str_starts(text, STR("]")))));
    return nothing || *more;
}

/* From the beginning of the line with the key to the end of its value. */
static struct str
key_lines(struct str text, const char *key)
{
    struct str rest = text;
    struct str line = line_next(&rest), key_text;
    while (key >= line.data + line.length && rest.length)
        line = line_next(&rest);
    const size_t indent = indent_of(line, &key_text);
    struct str lines = line;
    while (rest.length) {
        bool more = false;
        const struct str next = line_next(&rest);
        if (!goes_on(next, indent, &more))
            break;
        if (more)
            lines.length = (size_t)(next.data + next.length - lines.data);
    }
    return lines;
}

static struct str
line_end(struct str lines)
{
    return str_ends(lines, STR("\r\n")) ? STR("\r\n")
           : str_ends(lines, STR("\n")) ? STR("\n")
                                        : (struct str){0};
}

static bool
same_names(struct names a, struct names b)
{
    bool same = a.count == b.count;
    for (size_t i = 0; same && i < a.count; i++)
        same = str_equal(a.items[i], b.items[i]);
    return same;
}

/* Read back, it must be the same revision but for its parents. */
static bool
is_same(const struct revision *before, const struct revision *after, struct names parents)
{
    return str_equal(before->id, after->id) &&
           str_equal(before->message, after->message) &&
           str_equal(before->created, after->created) &&
           same_names(before->labels, after->labels) &&
           same_names(before->depends_on, after->depends_on) &&
           before->transactional == after->transactional &&
           before->irreversible == after->irreversible &&
           same_names(after->parents, parents);
}

struct error *
revision_reparent(struct str *text, struct arena *arena, const struct revision *revision,
                  struct names parents)
{
    struct header header;
    struct error *error = header_read(&header, arena, revision->text);
    if (error)
        return error_locate(error, revision->path, revision->text);
    const char *key = NULL;
    for (size_t i = 0; i < header.root.count; i++)
        if (str_is(header.root.keys[i].text, "parents"))
            key = header.root.keys[i].at;
    const struct str lines = key_lines(revision->text, key);
    const size_t before = (size_t)(lines.data - revision->text.data);
    struct buf out = {.arena = arena};
    buf_add(&out, (struct str){revision->text.data, before});
    buf_add(&out, (struct str){lines.data, (size_t)(key - lines.data)});
    buf_puts(&out, "parents: [");
    for (size_t i = 0; i < parents.count; i++)
        buf_printf(&out, "%s%.*s", i ? ", " : "", STR_ARG(parents.items[i]));
    buf_char(&out, ']');
    buf_add(&out, line_end(lines));
    buf_add(&out, str_cut(revision->text, before + lines.length));
    *text = buf_str(&out);
    struct revision after;
    struct header again;
    error = revision_parse(&after, arena, revision->path, *text);
    if (!error)
        error = header_read(&again, arena, *text);
    if (!error && is_same(revision, &after, parents) &&
        again.root.count == header.root.count)
        return NULL;
    error_free(error);
    error = error_at(key, ERROR_USAGE, "the parents of %.*s cannot be told apart here",
                     STR_ARG(revision->id));
    return error_locate(
        error_hint(error, "write them as \"-- parents: [a, b]\", in one line"),
        revision->path, revision->text);
}
