/* What the log keeps of a script, and its digest. */
#include "keep.h"

#include "expand.h"
#include "migrate/file.h"

#include <pthread.h>
#include <string.h>

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

struct error *
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
        if (revision->mapped)
            file_drop(revision->text);
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
