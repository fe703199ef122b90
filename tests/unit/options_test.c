#include "test.h"

#include "cli/options.h"

static struct arena arena;
static struct options options;

static struct error *
parse(const char *line)
{
    char *argv[32] = {arena_copy(&arena, "migrate", 7)};
    int argc = 1;
    options = (struct options){0};
    for (struct str rest = str_from(line); rest.length;)
        argv[argc++] = str_dup(&arena, str_before(rest, ' ', &rest, NULL));
    return options_parse(&options, &arena, argc, argv);
}

static void
options_stand_anywhere(void **state)
{
    (void)state;
    assert_no_error(parse("-qv --url sqlite:///x upgrade --sql head --url=y --dry"));
    assert_string_equal(options.command, "upgrade");
    assert_int_equal(options.arguments.count, 1);
    assert_true(options_have(&options, OPTION_QUIET));
    assert_true(options_have(&options, OPTION_VERBOSE));
    assert_true(options_have(&options, OPTION_SQL));
    assert_true(options_have(&options, OPTION_DRY_RUN));
    assert_false(options_have(&options, OPTION_JSON));
    struct config_flags flags;
    assert_no_error(options_flags(&flags, &options, &arena));
    assert_string_equal(flags.values[SETTING_URL], "y");
}

static void
steps_are_arguments(void **state)
{
    (void)state;
    assert_no_error(parse("downgrade -1"));
    assert_string_equal(options.arguments.items[0], "-1");
    assert_no_error(parse("upgrade +2 -- --x"));
    assert_string_equal(options.arguments.items[1], "--x");
    assert_no_error(parse("history -r-3:"));
    assert_string_equal(options_value(&options, OPTION_RANGE), "-3:");
    assert_no_error(parse("history -r -3:"));
    assert_string_equal(options_value(&options, OPTION_RANGE), "-3:");
}

static void
values_are_collected(void **state)
{
    (void)state;
    struct names_list list = {0};
    assert_no_error(parse("revision --depends-on a,b --depends-on c -x k=v -x k2=a=b"));
    options_values(&list, &options, OPTION_DEPENDS_ON, &arena);
    assert_int_equal(list.items.count, 3);
    assert_str_equal(list.items.items[2], "c");
    struct config_flags flags;
    assert_no_error(options_flags(&flags, &options, &arena));
    assert_int_equal(flags.variables.count, 2);
    assert_str_equal(flags.variables.items[1].value, "a=b");
    assert_no_error(parse("upgrade -x k"));
    assert_error(options_flags(&flags, &options, &arena), "no \"=\"");
}

static void
faults_are_told(void **state)
{
    (void)state;
    assert_error(parse("upgrade --sqll"), "unknown option --sqll");
    assert_error(parse("upgrade -Z"), "unknown option -Z");
    assert_error(parse("upgrade --url"), "--url needs a value");
    assert_error(parse("upgrade -c"), "-c needs a value");
    assert_error(parse("upgrade --ver"), "beginning of several");
    assert_error(parse("upgrade --sql=1"), "takes no value");
}

static void
the_table_is_sound(void **state)
{
    (void)state;
    for (size_t id = 0; id < OPTION_ALL; id++) {
        const struct option option = option_row(id);
        if (!option.name)
            continue;
        assert_non_null(option.help);
        for (size_t other = 0; other < id; other++) {
            const struct option earlier = option_row(other);
            assert_true(!earlier.name || strcmp(earlier.name, option.name) != 0);
            assert_true(!option.letter || earlier.letter != option.letter);
        }
    }
    const struct option sql = option_row(OPTION_SQL);
    assert_true(option_belongs(&sql, "upgrade"));
    assert_false(option_belongs(&sql, "history"));
    assert_false(option_belongs(&sql, "up"));
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere), cmocka_unit_test(steps_are_arguments),
        cmocka_unit_test(values_are_collected),   cmocka_unit_test(faults_are_told),
        cmocka_unit_test(the_table_is_sound),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, tear_down);
}
