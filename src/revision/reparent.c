/* Other parents for a script that is there. */
#include "header.h"
#include "migrate/buf.h"
#include "migrate/revision.h"

/* Whether a line can stand in the value of the key above it: a comment or nothing, or
 * (`more`) what belongs to it, being indented or an item. */
static bool
goes_on(struct str line, bool *more)
{
    if (!str_starts(line, STR("--")) || is_marker(line))
        return false;
    const struct str text = str_cut(line, 2), bare = str_trim(text);
    const bool nothing = !bare.length || bare.data[0] == '#';
    *more = !nothing && (str_starts(text, STR("  ")) || str_starts(text, STR("\t")) ||
                         str_starts(text, STR(" - ")) || str_starts(text, STR(" ]")));
    return nothing || *more;
}

/* From the beginning of the line with the key to the end of its value. */
static struct str
key_lines(struct str text, const char *key)
{
    struct str rest = text;
    struct str line = line_next(&rest);
    while (key >= line.data + line.length && rest.length)
        line = line_next(&rest);
    struct str lines = line;
    while (rest.length) {
        bool more = false;
        const struct str next = line_next(&rest);
        if (!goes_on(next, &more))
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
    error = revision_parse(&after, arena, revision->path, *text);
    if (!error && is_same(revision, &after, parents))
        return NULL;
    error_free(error);
    error = error_at(key, ERROR_USAGE, "the parents of %.*s cannot be told apart here",
                     STR_ARG(revision->id));
    return error_locate(
        error_hint(error, "write them as \"-- parents: [a, b]\", in one line"),
        revision->path, revision->text);
}
