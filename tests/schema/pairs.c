/* pairs URL FILE...: for each pair of schemas in the files ("-" is stdin), finds the way
 * from "before" to "after" and back, and goes it with rows in the tables: up must give
 * after, down before, and what "keeps" asks must have the same answer all the time. TAP.
 * With -v it shows the ways. */
#include "migrate/file.h"
#include "migrate/schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
    struct str name, before, rows, after, keeps, options;
};

static struct scratch quick, real;
static bool has_real, wants_real, verbose, is_random, is_mended;
static struct engine_options options = {.connect_timeout = 10, .application = "pairs"};
static const struct schema_filter filter = {.owners = false, .privileges = true};

static bool
section_is(struct str line, const char *name, struct str *rest)
{
    const struct str start = str_from(name);
    if (!str_starts(line, start))
        return false;
    *rest = str_trim(str_cut(line, start.length));
    return true;
}

static struct str
line_take(struct str *text)
{
    const char *end = memchr(text->data, '\n', text->length);
    const struct str line = {text->data,
                             end ? (size_t)(end + 1 - text->data) : text->length};
    *text = str_cut(*text, line.length);
    return line;
}

/* Cuts the next pair off. */
static bool
test_take(struct test *test, struct str *text)
{
    struct str *
        section = NULL,
       rest, *const sections[] = {&test->before, &test->rows, &test->after, &test->keeps};
    static const char *const names[] = {"-- before", "-- rows", "-- after", "-- keeps"};
    *test = (struct test){0};
    for (bool begun = false; text->length;) {
        struct str at = *text;
        const struct str line = line_take(text);
        if (section_is(line, "-- pair:", &rest)) {
            if (begun) {
                *text = at;
                return true;
            }
            begun = true;
            test->name = rest;
            section = NULL;
            continue;
        }
        if (section_is(line, "-- options:", &test->options) ||
            str_starts(line, STR("-- end")))
            continue;
        bool marker = false;
        for (size_t i = 0; i < 4; i++)
            if (str_is(str_trim(line), names[i])) {
                section = sections[i];
                *section = (struct str){text->data, 0};
                marker = true;
            }
        if (section && !marker)
            section->length += line.length;
    }
    return test->name.data != NULL;
}

static struct error *
run(struct scratch *scratch, struct str sql)
{
    struct engine_facts facts;
    struct error *error = engine_inspect(&facts, scratch->engine->dialect, sql, true);
    if (!error && !scratch->transaction)
        error = engine_begin(scratch->engine, false);
    if (!error)
        error = engine_run(scratch->engine, sql, &facts, NULL, NULL);
    if (!error && scratch->transaction) /* as COMMIT would */
        error = engine_exec(scratch->engine, "SET CONSTRAINTS ALL IMMEDIATE", NULL);
    if (!error && !scratch->transaction)
        error = engine_commit(scratch->engine);
    return error_locate(error, "rows", sql);
}

static struct error *
ask(struct scratch *scratch, struct str keeps, struct arena *arena, const char **answer)
{
    struct buf out = {.arena = arena};
    while (keeps.length) {
        struct str line = str_trim(line_take(&keeps));
        struct rows rows;
        if (!line.length || str_starts(line, STR("--")))
            continue;
        struct error *error =
            engine_query(scratch->engine, arena, str_dup(arena, line), &rows);
        if (error)
            return error_prefix(error, "%.*s", STR_ARG(line));
        for (size_t i = 0; i < rows.count * rows.columns; i++)
            buf_printf(&out, "%s|", rows.values[i] ? rows.values[i] : "NULL");
        buf_char(&out, '\n');
    }
    *answer = buf_text(&out);
    return NULL;
}

static struct error *
same(struct scratch *scratch, const struct schema *wanted, struct arena *arena,
     const char *when)
{
    struct schema now;
    struct error *error = scratch_look(&now, scratch, &filter);
    if (error)
        return error;
    const struct names lines = schema_compare(&now, wanted, arena);
    if (!lines.count)
        return NULL;
    error = error_new(ERROR_FAILED, "%s: not as it should be", when);
    for (size_t i = 0; verbose && i < now.count; i++)
        for (size_t k = 0; k < wanted->count; k++)
            if (strcmp(now.rows[i].id, wanted->rows[k].id) == 0 &&
                strcmp(now.rows[i].kind, wanted->rows[k].kind) == 0 &&
                (strcmp(now.rows[i].key, wanted->rows[k].key) != 0 ||
                 strcmp(now.rows[i].definition, wanted->rows[k].definition) != 0))
                printf("is:     %s%s\nwanted: %s%s\n", now.rows[i].key,
                       now.rows[i].definition, wanted->rows[k].key,
                       wanted->rows[k].definition);
    for (size_t i = 0; i < lines.count && i < 8; i++)
        error = error_detail(error, "%.*s", STR_ARG(lines.items[i]));
    return error;
}

/* A pair of ours must be right at once, unless it says that it is "mended"; a random one
 * as it is for the user, with what the proof finds missing. */
static struct error *
go(struct scratch *scratch, struct schema_changes *way, const struct schema *wanted,
   struct arena *arena, const char *name)
{
    if (is_mended)
        return error_prefix(schema_go(way, wanted, scratch, &filter, name), "%s", name);
    struct error *error = error_prefix(scratch_change(scratch, way), "%s", name);
    return error ? error
                 : same(scratch, wanted, arena, arena_printf(arena, "after %s", name));
}

/* The same, and what the way has nothing to do with holds what it held. */
static struct error *
go_with_rows(struct scratch *scratch, struct schema_changes *way,
             const struct schema *from, const struct schema *to, struct arena *arena,
             const char *name)
{
    struct values before, after;
    struct error *error = values_read(&before, scratch, from, way);
    if (error || (error = go(scratch, way, to, arena, name)) ||
        (error = values_read(&after, scratch, to, way)))
        return error;
    const struct names lines = values_changed(&before, &after, from, to, way, arena);
    return lines.count
               ? error_new(ERROR_FAILED, "%s: %.*s", name, STR_ARG(lines.items[0]))
               : NULL;
}

static struct error *
kept(struct scratch *scratch, const struct test *test, struct arena *arena,
     const char *before, const char *when)
{
    const char *now = "";
    struct error *error = ask(scratch, test->keeps, arena, &now);
    if (error)
        return error_prefix(error, "%s", when);
    return strcmp(before, now) == 0
               ? NULL
               : error_new(ERROR_FAILED, "%s: rows changed: %s instead of %s", when, now,
                           before);
}

static struct error *
start(struct scratch *scratch, struct str text, const char *name)
{
    struct error *error = scratch_clear(scratch);
    return error ? error : scratch_load_text(scratch, name, text);
}

static struct error *
load(struct scratch *scratch, struct str text, const char *name, struct schema *schema)
{
    struct error *error = start(scratch, text, name);
    return error ? error : scratch_look(schema, scratch, &filter);
}

static struct error *
ways(struct scratch *scratch, const struct test *test, const struct schema *after,
     struct schema *before, struct schema_changes *up, struct schema_changes *down,
     struct arena *arena)
{
    struct schema_changes there, back, more;
    VEC(struct str) renames = {0};
    for (struct str rest = test->options; rest.length;) {
        const struct str word = str_before(rest, ' ', &rest, NULL);
        if (word.length && !str_is(word, "--rename"))
            vec_push(&renames, arena, word);
    }
    const struct schema original = *before;
    const struct names list = {renames.items, renames.count};
    struct error *error =
        schema_rename_all(&there, &back, before, after, list, scratch, &filter);
    if (error)
        return error;
    *up = there;
    if ((error = schema_diff(&more, before, after, arena)))
        return error;
    schema_join(up, &more, arena);
    if ((error = schema_diff(down, after, before, arena)))
        return error;
    schema_join(down, &back, arena);
    *before = original;
    return NULL;
}

static struct error *
up_run(struct scratch *scratch, const struct test *test, struct schema_changes *up,
       const struct schema *before, const struct schema *after, const char **answer,
       struct arena *arena)
{
    struct error *error;
    if ((error = start(scratch, test->before, "before")) ||
        (error = run(scratch, test->rows)) ||
        (error = ask(scratch, test->keeps, arena, answer)) ||
        (error = go_with_rows(scratch, up, before, after, arena, "up")))
        return error;
    return kept(scratch, test, arena, *answer, "after up");
}

static bool
rounds(const struct schema_changes *way)
{
    vec_each (&way->list, change)
        if (change->warning && strstr(change->warning, "lose digits"))
            return true;
    return false;
}

static struct error *
pair_run(const struct test *test, struct arena *arena)
{
    struct schema before, after;
    struct schema_changes up, down;
    const char *answer = "";
    struct scratch *scratch = &quick;
    struct error *error;
    if ((error = load(scratch, test->after, "after", &after)) ||
        (error = load(scratch, test->before, "before", &before)) ||
        (error = ways(scratch, test, &after, &before, &up, &down, arena)))
        return error;
    if (verbose) {
        const struct str one = schema_text(&up, arena), other = schema_text(&down, arena);
        printf("-- up\n%.*s-- down\n%.*s", STR_ARG(one), STR_ARG(other));
    }
    if (str_starts(test->name, STR("nothing")) && (up.list.count || down.list.count))
        return error_new(ERROR_FAILED, "there should be no difference, but: %s",
                         (up.list.count ? up : down).list.items[0].sql);
    if (up.commits || down.commits || wants_real) {
        if (!has_real && (error = scratch_open(&real, &options, false, arena)))
            return error;
        has_real = true;
        scratch = &real;
    }
    /* What was lost does not come back: then the way back is gone without rows. */
    bool loses = false;
    vec_each (&up.list, change)
        loses |= change->warning && strstr(change->warning, "data loss");
    error = up_run(scratch, test, &up, &before, &after, &answer, arena);
    const bool keys =
        loses || memmem(test->name.data, test->name.length, "foreign", 7) != NULL;
    if (error && keys &&
        (strncmp(error->sqlstate, "23", 2) == 0 ||
         strstr(error->message, "refer to nothing"))) {
        /* Rows that refer to those that go, or do not fit a new key. */
        struct test empty = *test;
        empty.rows = (struct str){0};
        error_free(error);
        error = up_run(scratch, &empty, &up, &before, &after, &answer, arena);
    }
    if (error || (loses && (error = start(scratch, test->after, "after"))))
        return error;
    error = go_with_rows(scratch, &down, &after, &before, arena, "down");
    if (is_random && error && strncmp(error->sqlstate, "23", 2) == 0 && rounds(&up)) {
        /* Rows that a narrower type rounded, and that a key held together before. */
        error_free(error);
        loses = true;
        if (!(error = start(scratch, test->after, "after")))
            error = go(scratch, &down, &before, arena, "down");
    }
    if (error)
        return error;
    return loses ? NULL : kept(scratch, test, arena, answer, "after down");
}

static void
failed(const struct error *error)
{
    printf("# %s%s%s\n", error->path ? error->path : "", error->path ? ": " : "",
           error->message);
    for (struct str rest = str_from(error->detail); rest.length;) {
        const struct str line = str_before(rest, '\n', &rest, NULL);
        printf("#   %.*s\n", STR_ARG(line));
    }
    if (error->excerpt)
        printf("#   %s\n", error->excerpt);
}

static struct error *
input_read(struct str *text, struct arena *arena, const char *path)
{
    if (strcmp(path, "-") != 0)
        return file_read(text, arena, AT_FDCWD, path, path, 1 << 24);
    struct buf in = {.arena = arena};
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, stdin)) > 0;)
        buf_add(&in, (struct str){chunk, n});
    *text = buf_str(&in);
    return NULL;
}

/* What is rolled back stays in the catalogs as dead rows, which cost every pair after it.
 */
static struct error *
catalogs_clean(struct arena *texts)
{
    struct engine *engine;
    scratch_close(&quick);
    struct error *error = engine_open(&engine, &options);
    if (!error) {
        error = engine_exec(engine, "VACUUM", NULL);
        engine_close(engine);
    }
    return error ? error : scratch_open(&quick, &options, true, texts);
}

int
main(int argc, char **argv)
{
    struct arena arena = {0}, texts = {0};
    size_t number = 0, bad = 0;
    int first = 2;
    verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    argv += verbose, argc -= verbose;
    options.url = argc > 1 && *argv[1] ? argv[1] : getenv("MIGRATE_TEST_URL");
    struct error *error = scratch_open(&quick, &options, true, &texts);
    for (; !error && first < argc; first++) {
        struct str text;
        if ((error = input_read(&text, &texts, argv[first])))
            break;
        is_random = strcmp(argv[first], "-") == 0;
        for (struct test test; !error && test_take(&test, &text);) {
            struct scratch *const both[] = {&quick, &real};
            for (size_t i = 0; i < 2; i++)
                both[i]->arena = &arena;
            is_mended = is_random || str_starts(test.name, STR("mended: "));
            struct error *wrong = pair_run(&test, &arena);
            /* PostgreSQL 15.20 says so after ROLLBACK TO SAVEPOINT, whoever asks. */
            wants_real = wrong && quick.transaction &&
                         strstr(wrong->message, "unprocessed inval messages");
            if (wants_real) {
                error_free(wrong);
                wrong = pair_run(&test, &arena);
                wants_real = false;
            }
            printf("%sok %zu - %s%s%.*s\n", wrong ? "not " : "", ++number,
                   strcmp(argv[first], "-") != 0 ? argv[first] : "", " ",
                   STR_ARG(test.name));
            if (wrong)
                failed(wrong);
            bad += wrong != NULL;
            error_free(wrong);
            fflush(stdout);
            if (quick.transaction && number % 100 == 0)
                error = catalogs_clean(&texts);
        }
    }
    if (error)
        printf("Bail out! %s\n", error->message);
    printf("1..%zu\n", number);
    if (has_real)
        scratch_close(&real);
    scratch_close(&quick);
    arena_free(&arena);
    arena_free(&texts);
    return error || bad ? 1 : 0;
}
