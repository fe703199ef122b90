#include "test.h"

#include "migrate/draft.h"
#include "migrate/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char template_text[] = "-- revision: ${revision}\n-- parents: ${parents}\n"
                                    "-- message: ${message}\n-- created: ${created}\n"
                                    "-- labels: ${labels}\n-- depends_on: ${depends_on}\n"
                                    "\n-- migrate:up\n";

struct fixture {
    struct arena arena;
    char folder[32];
    struct graph graph;
    struct draft draft;
};

static int
set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/migrate-draft.XXXXXX");
    *state = f;
    if (!mkdtemp(f->folder))
        return -1;
    setenv("SOURCE_DATE_EPOCH", "1795246200", 1);
    static const char script[] = "-- revision: p1\n-- parents: []\n-- labels: taken\n";
    struct revisions revisions = {0};
    struct revision *revision = arena_alloc(&f->arena, sizeof *revision);
    struct error *error =
        revision_parse(revision, &f->arena, "v/p1.sql", str_from(script));
    vec_push(&revisions.list, &f->arena, revision);
    if (error || (error = graph_build(&f->graph, &f->arena, &revisions)))
        return -1;
    f->draft = (struct draft){.directory = f->folder,
                              .file_template = "{rev}_{slug}",
                              .timezone = "UTC",
                              .slug_length = 40,
                              .script_template = str_from(template_text),
                              .message = STR("add users")};
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    const int failed = system(command);
    arena_free(&f->arena);
    free(f);
    return failed;
}

static struct error *
create(struct fixture *f, const char **name, struct str *text)
{
    const char *path = NULL;
    struct str id;
    struct error *error = draft_create(&path, &id, &f->arena, &f->draft, &f->graph);
    if (error)
        return error;
    *name = path + strlen(f->folder) + 1;
    return file_read(text, &f->arena, AT_FDCWD, path, path, FILE_SIZE_MAX);
}

static void
a_script_is_written(void **state)
{
    struct fixture *f = *state;
    struct str parents[] = {STR("a"), STR("b")}, label = STR("shop"), needs = STR("c");
    f->draft.id = STR("0012");
    f->draft.message = STR("fix: \"it\" #12 \\o/");
    f->draft.parents = (struct names){parents, 2};
    f->draft.labels = (struct names){&label, 1};
    f->draft.depends_on = (struct names){&needs, 1};
    const char *name;
    struct str text;
    assert_no_error(create(f, &name, &text));
    assert_string_equal(name, "0012_fix_it_12_o.sql");
    assert_str_equal(text, "-- revision: 0012\n-- parents: [a, b]\n"
                           "-- message: \"fix: \\\"it\\\" #12 \\\\o/\"\n"
                           "-- created: 2026-11-21T07:30:00Z\n-- labels: shop\n"
                           "-- depends_on: c\n\n-- migrate:up\n");
    struct revision revision;
    assert_no_error(revision_parse(&revision, &f->arena, name, text));
    assert_str_equal(revision.message, "fix: \"it\" #12 \\o/");
    assert_error(create(f, &name, &text), "will not write over it");
}

static void
lines_about_nothing_are_left_out(void **state)
{
    struct fixture *f = *state;
    f->draft.message = (struct str){0};
    f->draft.date_id = true;
    const char *name;
    struct str text;
    assert_no_error(create(f, &name, &text));
    assert_int_equal(strncmp(name, "20261121_0730_00", 16), 0);
    assert_int_equal(strlen(name), 16 + 4 + 4);
    assert_null(strstr(text.data, "message"));
    assert_null(strstr(text.data, "labels"));
    assert_non_null(strstr(text.data, "-- parents: []\n"));
}

static void
names_follow_the_template(void **state)
{
    struct fixture *f = *state;
    const char *name;
    struct str text;
    f->draft.file_template = "{year}{month}{day}_{hour}{minute}{second}_{epoch}_{slug}";
    f->draft.message =
        STR("One two-Three, FOUR \xC3\x89t\xC3\xA9 five six seven eight nine");
    assert_no_error(create(f, &name, &text));
    assert_string_equal(name, "20261121_073000_1795246200_one_two_three_four_"
                              "\xC3\x89t\xC3\xA9_five_six_seven_.sql");
    f->draft.slug_length = 2;
    f->draft.file_template = "{slug}";
    f->draft.message = STR("a\xC3\xA9\xC3\xA9");
    assert_no_error(create(f, &name, &text));
    assert_string_equal(name, "a_.sql");
}

static void
nothing_is_written_after_a_fault(void **state)
{
    struct fixture *f = *state;
    const char *name;
    struct str text, label = STR("taken");
    const struct draft good = f->draft;
    f->draft.id = STR("p1");
    assert_error(create(f, &name, &text), "is taken");
    f->draft.id = STR("a@b");
    assert_error(create(f, &name, &text), "cannot be a revision id");
    f->draft = good;
    f->draft.labels = (struct names){&label, 1};
    assert_error(create(f, &name, &text), "\"taken\" is taken");
    label = STR("x y");
    assert_error(create(f, &name, &text), "cannot be a label");
    f->draft = good;
    f->draft.message = STR("a\nb");
    assert_error(create(f, &name, &text), "more than one line");
    f->draft.message = STR("a\xFF");
    assert_error(create(f, &name, &text), "not UTF-8");
    f->draft = good;
    f->draft.file_template = "{rev}_{slog}";
    assert_error(create(f, &name, &text), "what is \"{slog}\"");
    f->draft.file_template = "a/{rev}";
    assert_error(create(f, &name, &text), "\"/\" makes a folder");
    f->draft = good;
    f->draft.timezone = "Nowhere";
    assert_error(create(f, &name, &text), "time zone");
    f->draft = good;
    f->draft.script_template = STR("-- revision: other\n-- parents: []\n");
    assert_error(create(f, &name, &text), "the id \"other\"");
    f->draft.script_template = STR("nothing\n");
    assert_error(create(f, &name, &text), "no header");
    struct file_names names = {0};
    int fd = -1;
    assert_no_error(file_list(&names, &fd, &f->arena, f->folder));
    assert_int_equal(names.names.count, 0);
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_script_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_about_nothing_are_left_out, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(names_follow_the_template, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_written_after_a_fault, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
