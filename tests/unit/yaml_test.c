#include "test.h"

#include "migrate/yaml.h"

static struct error *
parse(struct yaml *root, struct arena *arena, const char *text)
{
    return error_locate(yaml_parse(root, arena, str_from(text)), "f.yaml",
                        str_from(text));
}

static void
a_tree_is_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct yaml root;
    const char *text = "a: 0012\nb: [x, 'y z']\nc:\n  d: ~\n  e: \"q\\n\"\n";
    assert_no_error(parse(&root, &arena, text));
    assert_int_equal(root.count, 3);
    assert_str_equal(yaml_get(&root, "a")->text, "0012");
    const struct yaml *b = yaml_get(&root, "b");
    assert_int_equal(b->kind, YAML_LIST);
    assert_str_equal(b->items[1].text, "y z");
    assert_ptr_equal(b->items[1].at, strstr(text, "'y z'"));
    const struct yaml *c = yaml_get(&root, "c");
    assert_true(yaml_is_null(yaml_get(c, "d")));
    assert_false(yaml_is_null(yaml_get(c, "e")));
    assert_str_equal(yaml_get(c, "e")->text, "q\n");
    assert_null(yaml_get(&root, "z"));
    arena_free(&arena);
}

static void
nothing_is_an_empty_map(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct yaml root;
    static const char *const empty[] = {"", "# only a comment\n", "\xEF\xBB\xBF", "~\n"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        assert_no_error(parse(&root, &arena, empty[i]));
        assert_int_equal(root.kind, YAML_MAP);
        assert_int_equal(root.count, 0);
    }
    arena_free(&arena);
}

static void
faults_have_places(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct yaml root;
    assert_error_at(parse(&root, &arena, "a: 1\n\xC3\xA9: [1\n"), "3:1", "did not find");
    assert_error_at(parse(&root, &arena, "a: fix: x\n"), "1:7", "mapping values");
    assert_error_at(parse(&root, &arena, "a: 1\na: 2\n"), "2:1", "twice");
    assert_error_at(parse(&root, &arena, "a: &x 1\nb: *x\n"), "1:4", "anchors");
    assert_error_at(parse(&root, &arena, "a: 1\n---\nb: 2\n"), "2:1", "second document");
    assert_error_at(parse(&root, &arena, "a: \xFF\n"), "1:4", "not UTF-8");
    assert_error_at(parse(&root, &arena, "[a]: 1\n"), "1:1", "plain word");
    assert_error(parse(&root, &arena, "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]"),
                 "deeply");
    const struct str nul = STR("a: b\0c");
    assert_error(yaml_parse(&root, &arena, nul), "NUL");
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_read),
        cmocka_unit_test(nothing_is_an_empty_map),
        cmocka_unit_test(faults_have_places),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
