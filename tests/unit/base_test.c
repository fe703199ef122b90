/* arena, str, buf, digest, json, time */
#include "test.h"

#include "migrate/buf.h"
#include "migrate/diff.h"
#include "migrate/digest.h"
#include "migrate/json.h"
#include "migrate/time.h"
#include "migrate/vec.h"

static void
arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t size = 0; size < 200000; size = size * 3 + 1) {
        char *memory = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
    }
    assert_string_equal(arena_printf(&arena, "%s-%d", "a", 7), "a-7");
    assert_string_equal(arena_copy(&arena, "abc", 2), "ab");
    assert_true(arena.total > 0);
    arena_free(&arena);
    assert_null(arena.blocks);
}

static void
vec_grows(void **state)
{
    (void)state;
    struct arena arena = {0};
    VEC(size_t) list = {0};
    for (size_t i = 0; i < 1000; i++)
        vec_push(&list, &arena, i);
    size_t sum = 0;
    vec_each (&list, item)
        sum += *item;
    assert_int_equal(sum, 999 * 1000 / 2);
    arena_free(&arena);
}

static void
str_compares_and_cuts(void **state)
{
    (void)state;
    assert_true(str_equal(STR(""), (struct str){0}));
    assert_true(str_is(STR("ab"), "ab"));
    assert_false(str_is(STR("ab"), "abc"));
    assert_true(str_is_nocase(STR("SeLect"), "select"));
    assert_false(str_is_nocase(STR("selec"), "select"));
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("a.sql"), STR(".sql")));
    assert_false(str_ends(STR("sql"), STR(".sql")));
    assert_str_equal(str_trim(STR(" \t a b\r\n")), "a b");
    assert_str_equal(str_trim(STR("  ")), "");
    assert_int_equal(str_cut(STR("abc"), 9).length, 0);
}

static void
str_before_splits(void **state)
{
    (void)state;
    struct str rest;
    bool found;
    assert_str_equal(str_before(STR("a:b:c"), ':', &rest, &found), "a");
    assert_str_equal(rest, "b:c");
    assert_true(found);
    assert_str_equal(str_before(STR("abc"), ':', &rest, &found), "abc");
    assert_int_equal(rest.length, 0);
    assert_false(found);
}

static void
utf8_is_checked(void **state)
{
    (void)state;
    static const char *const good[] = {
        "", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"};
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC3",
                                      "\xE0\x80\x80",
                                      "\xED\xA0\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF0\x80\x80\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xE2\x28\xA1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(str_is_utf8(str_from(good[i]), NULL));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_is_utf8(str_from(bad[i]), NULL));
    const struct str nul = STR("ab\0c");
    const char *at = NULL;
    assert_false(str_is_utf8(nul, &at));
    assert_ptr_equal(at, nul.data + 2);
}

static void
nearest_name_is_found(void **state)
{
    (void)state;
    static const char *const names[] = {"upgrade", "downgrade", "current"};
    assert_string_equal(str_nearest(STR("upgarde"), names, 3), "upgrade");
    assert_string_equal(str_nearest(STR("curent"), names, 3), "current");
    assert_null(str_nearest(STR("zebra"), names, 3));
    assert_int_equal(str_distance(STR("abc"), STR("abc"), 5), 0);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 5), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 2), 3);
}

static void
digest_equals_sha256sum(void **state)
{
    (void)state;
    char hex[DIGEST_HEX_SIZE], again[DIGEST_HEX_SIZE];
    digest_hex(STR("abc"), hex);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct arena arena = {0};
    struct digest *digest = digest_start(&arena);
    digest_add(digest, STR("a"));
    digest_add(digest, STR("bc"));
    digest_finish(digest, again);
    assert_string_equal(hex, again);
    arena_free(&arena);
}

static void
json_is_escaped_and_nested(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf out = {.arena = &arena};
    struct json json = {.out = &out};
    json_object(&json, NULL);
    json_string(&json, "a\"b", STR("x\\y\n\x01 \xC3\xA9"));
    json_array(&json, "list");
    json_number(&json, NULL, -5);
    json_text(&json, NULL, NULL);
    json_object(&json, NULL);
    json_end(&json);
    json_end(&json);
    json_bool(&json, "t", true);
    json_seconds(&json, "s", 1.5);
    json_string(&json, "bad", STR("a\xFF"));
    json_end(&json);
    assert_string_equal(buf_text(&out),
                        "{\"a\\\"b\":\"x\\\\y\\n\\u0001 \xC3\xA9\",\"list\":[-5,null,{}],"
                        "\"t\":true,\"s\":1.500,\"bad\":\"a\xEF\xBF\xBD\"}");
    arena_free(&arena);
}

static void
time_honours_source_date_epoch(void **state)
{
    (void)state;
    char text[TIME_ISO_SIZE];
    setenv("SOURCE_DATE_EPOCH", "1795246200", 1);
    time_iso(time_now(), text);
    assert_string_equal(text, "2026-11-21T07:30:00Z");
    time_iso_now(text);
    assert_string_equal(text, "2026-11-21T07:30:00.000Z");
    struct tm civil;
    assert_no_error(time_in_zone(&civil, time_now(), "UTC"));
    assert_int_equal(civil.tm_hour, 7);
    assert_error(time_in_zone(&civil, time_now(), "Mars/Olympus"), "unknown time zone");
    assert_error(time_in_zone(&civil, time_now(), "../../etc/passwd"),
                 "unknown time zone");
    unsetenv("SOURCE_DATE_EPOCH");
    assert_true(time_now() > 1700000000);
    time_iso_now(text);
    assert_int_equal(strlen(text), 24);
}

static void
errors_are_enriched(void **state)
{
    (void)state;
    const struct str text = STR("one\ntw\xC3\xB6 three\r\nfour");
    struct error *error =
        error_at(text.data + strlen("one\ntw\xC3\xB6 "), ERROR_USAGE, "bad %d", 7);
    error = error_prefix(error, "x");
    error = error_hint(error, "do %s", "it");
    error = error_hint(error, "not this");
    error = error_detail(error, "first");
    error = error_detail(error, "second");
    error = error_locate(error, "f.sql", text);
    error = error_locate(error, "other.sql", text);
    assert_string_equal(error->message, "x: bad 7");
    assert_string_equal(error->hint, "do it");
    assert_string_equal(error->detail, "first\nsecond");
    assert_string_equal(error->path, "f.sql");
    assert_string_equal(error->excerpt, "tw\xC3\xB6 three");
    assert_error_at(error, "2:5", "bad");
    assert_null(error_hint(NULL, "x"));
    assert_null(error_locate(NULL, "x", text));
    assert_null(error_prefix(NULL, "x"));
    assert_null(error_detail(NULL, "x"));
    error_free(NULL);
}

static void
errors_outside_the_text_keep_no_line(void **state)
{
    (void)state;
    const struct str text = STR("abc"), other = STR("xyz");
    struct error *error =
        error_locate(error_at(other.data, ERROR_FAILED, "m"), "f", text);
    assert_null(error->path);
    error_free(error);
    error = error_locate(error_new(ERROR_FAILED, "m"), "f", text);
    assert_string_equal(error->path, "f");
    assert_int_equal(error->line, 0);
    error_free(error);
    const struct str bom = STR("\xEF\xBB\xBF"
                               "ab");
    error = error_locate(error_at(bom.data + 4, ERROR_FAILED, "m"), "f", bom);
    assert_string_equal(error->excerpt, "ab");
    assert_error_at(error, "1:2", "m");
}

static void
diffs_show_what_differs(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct {
        const char *before, *after, *diff;
    } cases[] = {
        {"", "", ""},
        {"a\nb\nc\n", "a\nb\nc\n", ""},
        {"a\nb\nc\n", "a\nx\nc\n", "-b\n+x"},
        {"a\nb\nc\n", "a\r\nb\r\nc\r\n", ""},
        {"a\nb", "a\nb\nc", "+c"},
        {"a\n", "", "-a"},
        {"a\na\na\n", "a\na\n", "-a"},
        {"1\n2\n3\n4\n5\n", "x\n", "-1\n-2\n-3\n-…\n+x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            diff_lines(&arena, str_from(cases[i].before), str_from(cases[i].after), 3),
            cases[i].diff);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diffs_show_what_differs),
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(vec_grows),
        cmocka_unit_test(str_compares_and_cuts),
        cmocka_unit_test(str_before_splits),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(nearest_name_is_found),
        cmocka_unit_test(digest_equals_sha256sum),
        cmocka_unit_test(json_is_escaped_and_nested),
        cmocka_unit_test(time_honours_source_date_epoch),
        cmocka_unit_test(errors_are_enriched),
        cmocka_unit_test(errors_outside_the_text_keep_no_line),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
