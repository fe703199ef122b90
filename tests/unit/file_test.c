#include "test.h"

#include "migrate/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena arena;
    char folder[32];
};

static int
set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/migrate-file.XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) && chdir(fixture->folder) == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    arena_free(&fixture->arena);
    const int failed = chdir("/") || system(command);
    free(fixture);
    return failed ? -1 : 0;
}

static void
a_file_is_created_once(void **state)
{
    struct fixture *fixture = *state;
    assert_no_error(file_create("a", STR("one\n")));
    assert_error(file_create("a", STR("two\n")), "will not write over it");
    struct str text;
    assert_no_error(file_read(&text, &fixture->arena, AT_FDCWD, "a", "a", 100));
    assert_str_equal(text, "one\n");
    assert_error(file_create("missing/a", STR("x")), "cannot create");
    struct file_names names = {0};
    int fd = -1;
    assert_no_error(file_list(&names, &fd, &fixture->arena, "."));
    assert_int_equal(names.names.count, 1); /* and no temporary file */
    close(fd);
}

static void
what_is_no_file_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct str text;
    mkdir("d", 0777);
    mkfifo("fifo", 0666);
    assert_no_error(file_create("big", STR("0123456789")));
    assert_error(file_read(&text, &fixture->arena, AT_FDCWD, "d", "d", 100), "folder");
    assert_error(file_read(&text, &fixture->arena, AT_FDCWD, "fifo", "fifo", 9),
                 "special");
    assert_error(file_read(&text, &fixture->arena, AT_FDCWD, "none", "none", 9),
                 "No such file");
    assert_error(file_read(&text, &fixture->arena, AT_FDCWD, "big", "big", 9),
                 "more than the limit");
}

static void
folders_are_made_and_listed(void **state)
{
    struct fixture *fixture = *state;
    assert_no_error(file_mkdir("x/y/z"));
    assert_no_error(file_mkdir("x/y/z"));
    assert_no_error(file_create("x/f", STR("")));
    assert_error(file_mkdir("x/f/g"), "cannot create the folder");
    struct file_names names = {0};
    int fd = -1;
    assert_error(file_list(&names, &fd, &fixture->arena, "none"), "no such folder");
    assert_error(file_list(&names, &fd, &fixture->arena, "x/f"), "cannot list");
    assert_no_error(file_list(&names, &fd, &fixture->arena, "x"));
    assert_int_equal(names.names.count, 2);
    close(fd);
}

static void
paths_are_joined(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    assert_string_equal(file_join(arena, "a", "b"), "a/b");
    assert_string_equal(file_join(arena, ".", "b"), "b");
    assert_string_equal(file_join(arena, "", "b"), "b");
    assert_string_equal(file_join(arena, "a", "/b"), "/b");
    assert_string_equal(file_directory(arena, "a/b/c"), "a/b");
    assert_string_equal(file_directory(arena, "/c"), "/");
    assert_string_equal(file_directory(arena, "c"), ".");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_created_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made_and_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_are_joined, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
