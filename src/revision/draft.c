#include "migrate/draft.h"

#include "migrate/sql.h"

#include "header.h"
#include "migrate/file.h"
#include "migrate/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct drafting {
    const struct draft *draft;
    struct arena *arena;
    struct str id;
    struct tm civil;
    time_t now;
};

struct str
draft_random_id(struct arena *arena)
{
    unsigned char bytes[6];
    arc4random_buf(bytes, sizeof bytes);
    struct buf id = {.arena = arena};
    for (size_t i = 0; i < sizeof bytes; i++)
        buf_printf(&id, "%02x", bytes[i]);
    return buf_str(&id);
}

static struct str
new_id(const struct drafting *drafting)
{
    const struct str random = draft_random_id(drafting->arena);
    if (!drafting->draft->date_id)
        return random;
    char date[32];
    strftime(date, sizeof date, "%Y%m%d_%H%M_%S", &drafting->civil);
    return str_from(arena_printf(drafting->arena, "%s%.4s", date, random.data));
}

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* The words of the message, lower case, joined by "_"; when that is too long, without the
 * word that was cut and with "_" at its end, as Alembic does it. */
static const char *
slug(const struct drafting *drafting)
{
    struct buf out = {.arena = drafting->arena};
    const struct str message = drafting->draft->message;
    bool gap = false;
    for (size_t i = 0; i < message.length; i++) {
        const char c = message.data[i];
        if (!is_word(c)) {
            gap = out.length > 0;
            continue;
        }
        if (gap)
            buf_char(&out, '_');
        gap = false;
        buf_char(&out, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
    if (out.length <= drafting->draft->slug_length)
        return buf_text(&out);
    size_t length = drafting->draft->slug_length;
    const char *cut = memrchr(out.data, '_', length);
    if (cut)
        length = (size_t)(cut - out.data);
    while (length && ((unsigned char)out.data[length] & 0xC0) == 0x80)
        length--; /* not within a character */
    return arena_printf(drafting->arena, "%.*s_", (int)length, out.data);
}

/* A template may not lead out of the folder, nor to a name that is not read again. */
static struct error *
name_check(struct str name)
{
    for (struct str rest = name; rest.length;) {
        const struct str part = str_before(rest, '/', &rest, NULL);
        if (!part.length || part.data[0] == '.' || part.data[0] == '#')
            return error_hint(
                error_new(ERROR_USAGE, "file_template: \"%.*s\" would not be read again",
                          STR_ARG(name)),
                "no part of the name may be empty, or begin with \".\" or \"#\"");
    }
    return NULL;
}

static struct error *
file_name(const char **name, const struct drafting *drafting)
{
    const struct tm *civil = &drafting->civil;
    const struct {
        const char *token, *value;
    } tokens[] = {
        {"{rev}", str_dup(drafting->arena, drafting->id)},
        {"{slug}", slug(drafting)},
        {"{epoch}", arena_printf(drafting->arena, "%lld", (long long)drafting->now)},
        {"{year}", arena_printf(drafting->arena, "%04d", civil->tm_year + 1900)},
        {"{month}", arena_printf(drafting->arena, "%02d", civil->tm_mon + 1)},
        {"{day}", arena_printf(drafting->arena, "%02d", civil->tm_mday)},
        {"{hour}", arena_printf(drafting->arena, "%02d", civil->tm_hour)},
        {"{minute}", arena_printf(drafting->arena, "%02d", civil->tm_min)},
        {"{second}", arena_printf(drafting->arena, "%02d", civil->tm_sec)},
    };
    struct buf out = {.arena = drafting->arena};
    struct str rest = str_from(drafting->draft->file_template);
    while (rest.length) {
        size_t i = 0;
        const size_t count = sizeof tokens / sizeof *tokens;
        while (i < count && !str_starts(rest, str_from(tokens[i].token)))
            i++;
        if (i < count) {
            buf_puts(&out, tokens[i].value);
            rest = str_cut(rest, strlen(tokens[i].token));
        } else if (rest.data[0] == '/' && !drafting->draft->folders) {
            return error_hint(error_new(ERROR_USAGE,
                                        "file_template: \"/\" makes a folder, "
                                        "in which no script would be found"),
                              "set \"recursive: true\"");
        } else if (rest.data[0] == '{') {
            return error_hint(
                error_new(ERROR_USAGE, "file_template: what is \"%.*s\"?", STR_ARG(rest)),
                "the parts are {rev} {slug} {epoch} {year} {month} {day} "
                "{hour} {minute} {second}");
        } else {
            buf_char(&out, rest.data[0]);
            rest = str_cut(rest, 1);
        }
    }
    /* Without a message there is no slug, and no "_" before it. */
    while (out.length > 1 && !drafting->draft->message.length &&
           out.data[out.length - 1] == '_')
        out.data[--out.length] = '\0';
    buf_puts(&out, ".sql");
    *name = buf_text(&out);
    return name_check(buf_str(&out));
}

/* A YAML scalar: bare where that is safe, else in double quotes. */
static const char *
yaml_scalar(struct arena *arena, struct str text)
{
    bool bare =
        text.length > 0 && text.data[text.length - 1] != ' ' && is_word(text.data[0]);
    struct buf quoted = {.arena = arena};
    buf_char(&quoted, '"');
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        bare = bare && (is_word(c) || strchr(" .,;()/+-=<>$^!'", c));
        if (c == '"' || c == '\\')
            buf_char(&quoted, '\\');
        buf_char(&quoted, c);
    }
    buf_char(&quoted, '"');
    return bare ? str_dup(arena, text) : buf_text(&quoted);
}

static const char *
yaml_names(struct arena *arena, struct names names, bool always)
{
    if (!names.count)
        return always ? "[]" : "";
    if (names.count == 1)
        return str_dup(arena, names.items[0]);
    struct buf out = {.arena = arena};
    for (size_t i = 0; i < names.count; i++)
        buf_printf(&out, "%s%.*s", i ? ", " : "[", STR_ARG(names.items[i]));
    buf_char(&out, ']');
    return buf_text(&out);
}

/* Fills one line of the template in; a header line about something that there is none of
 * is left out. */
static void
line_fill(struct buf *out, const struct drafting *drafting, struct str line)
{
    const struct draft *draft = drafting->draft;
    char created[TIME_ISO_SIZE];
    time_iso(drafting->now, created);
    const struct {
        const char *token, *value;
    } tokens[] = {
        {"${revision}", yaml_scalar(drafting->arena, drafting->id)},
        {"${parents}", yaml_names(drafting->arena, draft->parents, true)},
        {"${message}",
         draft->message.length ? yaml_scalar(drafting->arena, draft->message) : ""},
        {"${created}", created},
        {"${labels}", yaml_names(drafting->arena, draft->labels, false)},
        {"${depends_on}", yaml_names(drafting->arena, draft->depends_on, false)},
    };
    while (line.length) {
        size_t i = 0;
        const size_t count = sizeof tokens / sizeof *tokens;
        while (i < count && !str_starts(line, str_from(tokens[i].token)))
            i++;
        if (i < count) {
            buf_puts(out, tokens[i].value);
            line = str_cut(line, strlen(tokens[i].token));
            if (!*tokens[i].value && !str_trim(line).length) {
                out->length = 0; /* "-- labels: " and nothing */
                return;
            }
            continue;
        }
        buf_char(out, line.data[0]);
        line = str_cut(line, 1);
    }
}

/* The section that begins with this line, if it has SQL. */
static const struct draft_section *
section_of(const struct draft *draft, struct str line)
{
    const bool up = str_is(str_trim(line), "-- migrate:up");
    const struct draft_section *section = up ? &draft->up : &draft->down;
    if (!up && !str_is(str_trim(line), "-- migrate:down"))
        return NULL;
    return section->sql.length || (!up && draft->one_way) ? section : NULL;
}

static void
marker_add(struct buf *out, const struct draft *draft,
           const struct draft_section *section)
{
    buf_puts(out, section == &draft->up ? "-- migrate:up" : "-- migrate:down");
    if (section->outside)
        buf_puts(out, " transaction:false");
    if (draft->dialect_only && draft->dialect)
        buf_printf(out, " dialect:%s", draft->dialect->name);
    buf_char(out, '\n');
}

static struct str
script_text(const struct drafting *drafting)
{
    struct buf out = {.arena = drafting->arena};
    for (struct str rest = drafting->draft->script_template; rest.length;) {
        struct buf line = {.arena = drafting->arena};
        const struct str template = line_next(&rest);
        line_fill(&line, drafting, template);
        const struct draft_section *section = section_of(drafting->draft, buf_str(&line));
        if (section && section == &drafting->draft->down && drafting->draft->one_way) {
            sql_comment(&out, "there is no way down: ", drafting->draft->one_way);
            continue;
        }
        if (section) {
            marker_add(&out, drafting->draft, section);
            buf_add(&out, section->sql);
        } else {
            buf_add(&out, buf_str(&line));
        }
        if (drafting->draft->one_way && str_starts(buf_str(&line), STR("-- parents:")))
            buf_puts(&out, "-- irreversible: true\n");
        if (drafting->draft->squashes.count &&
            str_starts(buf_str(&line), STR("-- parents:")))
            buf_printf(&out, "-- squashes: %s\n",
                       yaml_names(drafting->arena, drafting->draft->squashes, true));
    }
    return buf_str(&out);
}

/* Reads the text as the next command will. */
static struct error *
script_check(const struct drafting *drafting, const char *path, struct str text)
{
    struct revision revision;
    struct error *error = revision_parse(&revision, drafting->arena, path, text);
    if (!error && !str_equal(revision.id, drafting->id))
        error = error_new(ERROR_USAGE, "it gives the revision the id \"%.*s\"",
                          STR_ARG(revision.id));
    const struct expansion none = {.arena = drafting->arena};
    struct sections sections;
    if (!error && drafting->draft->dialect)
        error = revision_sections(&sections, &revision, drafting->draft->dialect, &none);
    return error_hint(error_prefix(error, "the new script would not be read back"),
                      "see templates/revision.sql");
}

/* Longer ids than Alembic's table holds only where there are some already: then the table
 * was widened. */
static struct error *
length_check(struct str id, const struct graph *graph)
{
    for (size_t i = 0; i < graph->count; i++)
        if (graph->revisions[i]->id.length > REVISION_ID_USUAL)
            return NULL;
    if (id.length <= REVISION_ID_USUAL)
        return NULL;
    return error_hint(error_new(ERROR_USAGE,
                                "the revision id \"%.*s\" has %zu characters; the "
                                "version table holds %d",
                                STR_ARG(id), id.length, REVISION_ID_USUAL),
                      "choose a shorter one");
}

static struct error *
taken_check(const struct drafting *drafting, const struct graph *graph)
{
    const struct draft *draft = drafting->draft;
    struct error *error = revision_check_name(drafting->id, false);
    if (error || (error = length_check(drafting->id, graph)))
        return error;
    if (graph_find(graph, drafting->id) != GRAPH_NONE ||
        graph_find_label(graph, drafting->id) != GRAPH_NONE)
        return error_new(ERROR_USAGE, "the revision id \"%.*s\" is taken",
                         STR_ARG(drafting->id));
    for (size_t i = 0; i < draft->labels.count; i++) {
        const struct str label = draft->labels.items[i];
        if ((error = revision_check_name(label, true)))
            return error;
        if (graph_find(graph, label) != GRAPH_NONE ||
            graph_find_label(graph, label) != GRAPH_NONE ||
            str_equal(label, drafting->id))
            return error_new(ERROR_USAGE, "the label \"%.*s\" is taken", STR_ARG(label));
    }
    return NULL;
}

static struct error *
message_check(struct str message)
{
    const char *bad = NULL;
    if (!str_is_utf8(message, &bad))
        return error_new(ERROR_USAGE, "the message is not UTF-8");
    for (size_t i = 0; i < message.length; i++)
        if ((unsigned char)message.data[i] < 0x20 || message.data[i] == 0x7F)
            return error_hint(error_new(ERROR_USAGE,
                                        "the message is more than one line, or "
                                        "has control characters"),
                              "write more in a comment in the script");
    return NULL;
}

struct error *
draft_create(const char **path, struct str *id, struct arena *arena,
             const struct draft *draft, const struct graph *graph)
{
    struct drafting drafting = {.draft = draft, .arena = arena, .now = time_now()};
    const char *name = NULL;
    struct error *error;
    if ((error = message_check(draft->message)) ||
        (error = time_in_zone(&drafting.civil, drafting.now, draft->timezone)))
        return error;
    drafting.id = draft->id.length ? draft->id : new_id(&drafting);
    if ((error = taken_check(&drafting, graph)) || (error = file_name(&name, &drafting)))
        return error;
    const struct str text = script_text(&drafting);
    *path = file_join(arena, draft->directory, name);
    *id = drafting.id;
    if ((error = script_check(&drafting, *path, text)) ||
        (draft->folders && (error = file_mkdir(file_directory(arena, *path)))))
        return error;
    return file_create(*path, text);
}
