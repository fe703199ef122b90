/* header, script, directory */
#include "test.h"

#include "migrate/file.h"
#include "migrate/revision.h"
#include "revision/header.h"

#include <unistd.h>

static struct error *
parse(struct revision *revision, struct arena *arena, const char *text)
{
    return revision_parse(revision, arena, "v/a.sql", str_from(text));
}

static void
a_whole_header_is_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct revision revision;
    assert_no_error(
        parse(&revision, &arena,
              "\xEF\xBB\xBF-- Copyright\r\n--\r\n\r\n/* -- revision: no\r\n */\r\n"
              "-- revision: 3f2a\r\n-- parents: [a1, \"null\", 1e5]\r\n"
              "-- message: \"fix: #12 \\u00e9\"\r\n-- created: 2026-11-21T07:30:00Z\r\n"
              "-- labels: [shop]\r\n-- depends_on: b-label\r\n"
              "-- transaction: false\r\n-- irreversible: true\r\n"
              "-- x-owner: {team: a}\r\n\r\n-- migrate:up\r\n"));
    assert_str_equal(revision.id, "3f2a");
    assert_int_equal(revision.parents.count, 3);
    assert_str_equal(revision.parents.items[1], "null");
    assert_str_equal(revision.message, "fix: #12 \xC3\xA9");
    assert_str_equal(revision.created, "2026-11-21T07:30:00Z");
    assert_str_equal(revision.labels.items[0], "shop");
    assert_str_equal(revision.depends_on.items[0], "b-label");
    assert_false(revision.transactional);
    assert_true(revision.irreversible);
    arena_free(&arena);
}

static void
ids_are_never_numbers(void **state)
{
    (void)state;
    static const char *const ids[] = {"0012",    "1e5",  "null",
                                      "2026_01", "0x1F", "true",
                                      "~x",      "1.0",  "00000000000000000001"};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct revision revision;
        char text[128];
        snprintf(text, sizeof text, "-- revision: %s\n-- parents: [%s]\n", ids[i],
                 "0012");
        struct error *error = parse(&revision, &arena, text);
        if (ids[i][0] == '~') {
            assert_error(error, "cannot be a revision id");
            continue;
        }
        assert_no_error(error);
        assert_str_equal(revision.id, ids[i]);
    }
    arena_free(&arena);
}

static void
header_faults_have_places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place, *message;
    } faults[] = {
        {"", "1:1", "no header"},
        {"CREATE TABLE a (b int);\n-- revision: x\n", "1:1", "no header"},
        {"-- migrate:up\n-- revision: x\n", "1:1", "no header"},
        {"-- revision: a\n", "1:14", "no \"parents\""},
        {"-- revision:\n-- parents: []\n", "1:13", "an empty revision id"},
        {"-- x-revision: a\n-- revision: \"\"\n-- parents: []\n", "2:14", "empty"},
        {"-- revision: a\n-- parents: []\n-- mesage: x\n", "3:4",
         "unknown key \"mesage\""},
        {"-- revision: a b\n-- parents: []\n", "1:14", "cannot be a revision id"},
        {"-- revision: head\n-- parents: []\n", "1:14", "cannot be a revision id"},
        {"-- revision: a\n-- parents: b@c\n", "2:13", "cannot be a revision id"},
        {"-- revision: a\n-- parents: [b, 'c;d']\n", "2:17", "cannot be a revision id"},
        {"-- revision: a\n-- parents:\n", "2:12", "\"parents\" has no value"},
        {"-- revision: a\n-- parents: {b: c}\n", "2:13", "a list of names"},
        {"-- revision: a\n-- parents: [[b]]\n", "2:14", "not a list"},
        {"-- revision: a\n-- parents: []\n-- message: fix: #12\n", "3:16",
         "mapping values"},
        {"-- revision: a\n-- parents: []\n-- message: [a]\n", "3:13", "takes one value"},
        {"-- revision: a\n-- parents: []\n-- message: \"a\\nb\"\n", "3:13",
         "more than one"},
        {"-- revision: a\n-- parents: []\n-- transaction: no\n", "3:17", "true or false"},
        {"-- revision: a\n-- revision: b\n-- parents: []\n", "2:4", "twice"},
        {"-- revision: a\n-- parents: []\n-- labels: base\n", "3:12",
         "cannot be a label"},
        {"-- revision: a\n-- parents: []\n-- message: fix #12\n", "3:17",
         "a comment to YAML"},
        {"-- revision: a\n-- down_revision: b\n", "2:4", "unknown key \"down_revision\""},
        {"-- revision: a\r-- parents: []\r", "1:1", "end in CR alone"},
        {"\xFF\xFE-\x01", "1:1", "not UTF-8"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct revision revision;
        struct error *error = parse(&revision, &arena, faults[i].text);
        if (error && (error->line == 0 || !strstr(error->message, faults[i].message)))
            print_error("case %zu: %zu:%zu %s\n", i, error->line, error->column,
                        error->message);
        assert_error_at(error, faults[i].place, faults[i].message);
    }
    arena_free(&arena);
}

static void
same_tree(const struct yaml *a, const struct yaml *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_ptr_equal(a->at, b->at);
    if (a->kind == YAML_SCALAR)
        assert_true(str_equal(a->text, b->text));
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == YAML_MAP)
            same_tree(&a->keys[i], &b->keys[i]);
        same_tree(&a->items[i], &b->items[i]);
    }
}

/* The short way and libyaml's must agree on whatever the short way accepts; so each of
 * many values goes through both. */
static void
both_ways_of_reading_a_header_agree(void **state)
{
    (void)state;
    static const char bytes[] = "a0_.-/+ ()=<$^,'\"!:#[]{}&*|>%@`?\\~;\t\xC3";
    struct arena arena = {0};
    unsigned seed = 7;
    int read = 0;
    for (int round = 0; round < 20000; round++) {
        char text[128], value[12];
        const size_t length = 1 + (unsigned)rand_r(&seed) % (sizeof value - 1);
        for (size_t i = 0; i < length; i++)
            value[i] = bytes[(unsigned)rand_r(&seed) % (sizeof bytes - 1)];
        snprintf(text, sizeof text, "-- revision: %.*s\r\n-- parents: [%.*s]\n-- a: b\n",
                 (int)length, value, (int)length, value);
        struct header quick, slow;
        struct error *error = header_read(&quick, &arena, str_from(text));
        struct error *again = header_read_yaml(&slow, &arena, str_from(text));
        assert_int_equal(error == NULL, again == NULL);
        if (!error) {
            same_tree(&quick.root, &slow.root);
            read++;
        }
        error_free(error);
        error_free(again);
        arena_free(&arena);
    }
    assert_true(read > 1000);
}

static void
sections_are_found(void **state)
{
    (void)state;
    const char *text =
        "-- revision: a\n-- parents: []\n\n"
        "-- migrate:up\nselect '\n-- migrate:down\n', $$\n-- migrate:up\n$$;\n"
        "/*\n-- migrate:down\n*/ -- migrate:down\n"
        "select 1; -- migrate:down\n"
        "select 2 -- no semicolon\n"
        "  --\tmigrate:down transaction:false\nselect 3;\n";
    struct arena arena = {0};
    struct revision revision;
    struct sections sections;
    const struct expansion expansion = {.arena = &arena};
    assert_no_error(parse(&revision, &arena, text));
    assert_no_error(revision_sections(&sections, &revision, &sql_postgresql, &expansion));
    assert_true(str_ends(sections.up.text, STR("no semicolon\n  ")));
    assert_true(sections.up.transactional);
    assert_str_equal(sections.down.text, "select 3;\n");
    assert_false(sections.down.transactional);
    arena_free(&arena);
}

static void
sections_are_chosen_by_dialect(void **state)
{
    (void)state;
    const char *text = "-- revision: a\n-- parents: []\n\n"
                       "-- migrate:up\nany;\n-- migrate:up dialect:sqlite\nlite [;];\n"
                       "-- migrate:up dialect:mysql\nmy '\\';';\n"
                       "-- migrate:down dialect:postgres\npg;\n";
    struct arena arena = {0};
    struct revision revision;
    struct sections sections;
    const struct expansion expansion = {.arena = &arena};
    assert_no_error(parse(&revision, &arena, text));
    assert_no_error(revision_sections(&sections, &revision, &sql_postgresql, &expansion));
    assert_str_equal(sections.up.text, "any;\n");
    assert_str_equal(sections.down.text, "pg;\n");
    assert_no_error(revision_sections(&sections, &revision, &sql_sqlite, &expansion));
    assert_str_equal(sections.up.text, "lite [;];\n");
    assert_null(sections.down.at);
    arena_free(&arena);
}

static void
section_faults_have_places(void **state)
{
    (void)state;
    static const struct {
        const char *body, *place, *message;
    } faults[] = {
        {"", "1:14", "no up section"},
        {"-- migrate:down\n", "1:14", "no up section"},
        {"-- migrate:up dialect:postgresql\n", "1:14", "no up section for sqlite"},
        {"select 1;\n-- migrate:up\n", "4:1", "in no section"},
        {"-- migrate:up\n-- migrate:up\n", "5:1", "second \"migrate:up\""},
        {"-- migrate:up dialect:sqlite\n-- migrate:up dialect:sqlite\n", "5:1", "second"},
        {"-- migrate:upp\n", "4:4", "unknown marker"},
        {"-- Migrate:Up\n", "4:4", "unknown marker"},
        {"-- migrate:up\ncreate trigger t begin a;\n-- migrate:down\nend;", "6:1",
         "marker stands within a statement"},
        {"-- migrate:up x:y\n", "4:15", "unknown section option"},
        {"-- migrate:up transaction:maybe\n", "4:27", "true or false"},
        {"-- migrate:up dialect:sqlit\n", "4:15", "unknown dialect"},
        {"-- migrate:up\nselect 'x\n", "5:8", "string does not end"},
        {"-- migrate:up\ncreate trigger t begin a;\n", "5:1", "trigger does not end"},
        {"-- migrate:up\nselect \xFF;\n", "5:8", "not UTF-8"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct revision revision;
        struct sections sections;
        const struct expansion expansion = {.arena = &arena};
        const char *text =
            arena_printf(&arena, "-- revision: a\n-- parents: []\n\n%s", faults[i].body);
        assert_no_error(parse(&revision, &arena, text));
        assert_error_at(revision_sections(&sections, &revision, &sql_sqlite, &expansion),
                        faults[i].place, faults[i].message);
    }
    arena_free(&arena);
}

static void
a_folder_is_read(void **state)
{
    (void)state;
    char folder[] = "/tmp/migrate-script.XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    const struct str good = STR("-- revision: a\n-- parents: []\n-- migrate:up\n");
    assert_no_error(file_create("README", STR("not ours")));
    assert_no_error(file_create(".a.sql.swp", STR("not ours")));
    assert_no_error(file_create("#a.sql", STR("not ours")));
    assert_no_error(file_create("a.sql~", STR("not ours")));
    assert_no_error(file_create("a.sql", good));
    assert_no_error(file_mkdir("deep"));
    assert_no_error(
        file_create("deep/b.sql", STR("-- revision: b\n-- parents: a\n-- migrate:up\n")));
    struct arena arena = {0};
    struct revisions flat = {0}, deep = {0}, bad = {0};
    assert_no_error(directory_read(&flat, &arena, folder, false));
    assert_int_equal(flat.list.count, 1);
    assert_no_error(directory_read(&deep, &arena, folder, true));
    assert_int_equal(deep.list.count, 2);
    assert_int_equal(symlink("/etc/hostname", "out.sql"), 0);
    assert_error(directory_read(&bad, &arena, folder, false), "leaves the folder");
    assert_int_equal(unlink("out.sql"), 0);
    assert_int_equal(symlink("a.sql", "in.sql"), 0);
    struct revisions linked = {0};
    assert_no_error(directory_read(&linked, &arena, folder, false));
    assert_int_equal(unlink("in.sql"), 0);
    assert_no_error(file_mkdir("c.sql"));
    assert_error(directory_read(&bad, &arena, folder, false), "not a file, but a folder");
    assert_error(directory_read(&bad, &arena, "/nonexistent", false), "no such folder");
    arena_free(&arena);
    char command[64];
    snprintf(command, sizeof command, "cd / && rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_header_is_read),
        cmocka_unit_test(ids_are_never_numbers),
        cmocka_unit_test(header_faults_have_places),
        cmocka_unit_test(both_ways_of_reading_a_header_agree),
        cmocka_unit_test(sections_are_found),
        cmocka_unit_test(sections_are_chosen_by_dialect),
        cmocka_unit_test(section_faults_have_places),
        cmocka_unit_test(a_folder_is_read),
    };
    return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
