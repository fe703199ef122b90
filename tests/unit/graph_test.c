/* graph, walk, name, target, select, plan */
#include "test.h"

#include "migrate/buf.h"
#include "migrate/plan.h"

struct fixture {
    struct arena arena;
    struct revisions revisions;
    struct graph graph;
    struct place place;
};

/* Builds a graph from lines "id: parents; labels; depends_on". */
static struct error *
build(struct fixture *f, const char *text)
{
    *f = (struct fixture){0};
    for (struct str rest = str_from(text); rest.length;) {
        struct str parts, labels, depends;
        const struct str line = str_before(rest, '\n', &rest, NULL);
        const struct str id = str_before(line, ':', &parts, NULL);
        const struct str parents = str_before(parts, ';', &labels, NULL);
        labels = str_before(labels, ';', &depends, NULL);
        const char *script = arena_printf(
            &f->arena,
            "-- revision: %.*s\n-- parents: [%.*s]\n-- labels: [%.*s]\n"
            "-- depends_on: [%.*s]\n",
            STR_ARG(id), STR_ARG(parents), STR_ARG(labels), STR_ARG(depends));
        struct revision *revision = arena_alloc(&f->arena, sizeof *revision);
        struct error *error = revision_parse(
            revision, &f->arena, arena_printf(&f->arena, "v/%.*s.sql", STR_ARG(id)),
            str_from(script));
        if (error)
            return error;
        vec_push(&f->revisions.list, &f->arena, revision);
    }
    struct error *error = graph_build(&f->graph, &f->arena, &f->revisions);
    f->place = (struct place){&f->graph, &f->arena, {0}};
    return error;
}

static void
rows(struct fixture *f, const char *text)
{
    f->place.rows = (struct indices){0};
    for (struct str rest = str_from(text); rest.length;) {
        const size_t row = graph_find(&f->graph, str_before(rest, ' ', &rest, NULL));
        assert_true(row != GRAPH_NONE);
        indices_add(&f->place.rows, &f->arena, row);
    }
}

/* "a -b +a" … : revision, rows that go, rows that come. */
static const char *
plan_text(struct fixture *f, const struct plan *plan)
{
    struct buf out = {.arena = &f->arena};
    for (size_t i = 0; i < plan->count; i++) {
        const struct step *step = &plan->steps[i];
        buf_printf(&out, "%s%.*s", i ? "; " : "",
                   STR_ARG(f->graph.revisions[step->revision]->id));
        for (size_t k = 0; k < step->removes.count; k++)
            buf_printf(&out, " -%.*s",
                       STR_ARG(f->graph.revisions[step->removes.items[k]]->id));
        for (size_t k = 0; k < step->adds.count; k++)
            buf_printf(&out, " +%.*s",
                       STR_ARG(f->graph.revisions[step->adds.items[k]]->id));
    }
    return buf_text(&out);
}

static void
upgrade(struct fixture *f, const char *target, const char *expected)
{
    struct indices targets;
    struct plan plan;
    assert_no_error(target_upgrade(&targets, &f->place, str_from(target)));
    assert_no_error(plan_upgrade(&plan, &f->place, targets));
    assert_string_equal(plan_text(f, &plan), expected);
}

static void
downgrade(struct fixture *f, const char *target, const char *expected)
{
    struct downgrade to;
    struct plan plan;
    assert_no_error(target_downgrade(&to, &f->place, str_from(target)));
    assert_no_error(plan_downgrade(&plan, &f->place, to));
    assert_string_equal(plan_text(f, &plan), expected);
}

static struct error *
downgrade_error(struct fixture *f, const char *target)
{
    struct downgrade to;
    struct plan plan;
    struct error *error = target_downgrade(&to, &f->place, str_from(target));
    return error ? error : plan_downgrade(&plan, &f->place, to);
}

static struct error *
upgrade_error(struct fixture *f, const char *target)
{
    struct indices targets;
    struct plan plan;
    struct error *error = target_upgrade(&targets, &f->place, str_from(target));
    return error ? error : plan_upgrade(&plan, &f->place, targets);
}

static void
faults_name_both_files(void **state)
{
    (void)state;
    static const struct {
        const char *graph, *message;
    } faults[] = {
        {"a:\nb:a\nb:a", "\"b\" is taken already by v/b.sql:1"},
        {"a:b", "there is no revision \"b\""},
        {"a:;;b", "there is no revision \"b\""},
        {"a:a", "a names itself in its parents"},
        {"a:;;a", "a names itself in its depends_on"},
        {"a:;x\nb:a;x", "\"x\" is already used by a, v/a.sql:1"},
        {"a:;b\nb:a", "\"b\" is already used by b, v/b.sql:1"},
        {"a:c\nb:a\nc:b\nd:c", "run in a circle"},
        {"a:\nb:a;;c\nc:b", "run in a circle"},
        {"a:;foo\nb:a;foo-1", "would also mean steps down from foo"},
        {"a:\nb:a;a-12", "would also mean steps down from a"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct fixture f;
        struct error *error = build(&f, faults[i].graph);
        assert_non_null(error);
        assert_non_null(error->path);
        assert_int_equal(error->line, 1);
        if (strstr(faults[i].message, "circle"))
            assert_non_null(strstr(error->detail, " needs "));
        assert_error(error, faults[i].message);
        arena_free(&f.arena);
    }
}

static void
an_empty_graph_is_fine(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, ""));
    upgrade(&f, "head", "");
    upgrade(&f, "heads", "");
    downgrade(&f, "base", "");
    struct str head = STR("head");
    struct indices after;
    assert_error(target_stamp(&after, &f.place, (struct names){&head, 1}),
                 "is no revision");
    assert_error(upgrade_error(&f, "x"), "there is no revision \"x\"");
    arena_free(&f.arena);
}

static void
a_line_goes_up_and_down(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "c:b\na:\nb:a\nd:c"));
    upgrade(&f, "head", "a +a; b -a +b; c -b +c; d -c +d");
    upgrade(&f, "+2", "a +a; b -a +b");
    upgrade(&f, "b+1", "a +a; b -a +b; c -b +c");
    upgrade(&f, "head-2", "a +a; b -a +b");
    upgrade(&f, "base", "");
    rows(&f, "b");
    upgrade(&f, "+1", "c -b +c");
    upgrade(&f, "a", "");
    downgrade(&f, "-1", "b -b +a");
    downgrade(&f, "-2", "b -b +a; a -a");
    downgrade(&f, "base", "b -b +a; a -a");
    downgrade(&f, "a", "b -b +a");
    downgrade(&f, "b", "");
    downgrade(&f, "c-2", "b -b +a");
    assert_error(upgrade_error(&f, "+3"), "only 2 steps up");
    assert_error(downgrade_error(&f, "-99"), "only 2 steps down");
    assert_error(upgrade_error(&f, "-1"), "no step up");
    assert_error(downgrade_error(&f, "+1"), "no step down");
    assert_error(downgrade_error(&f, "d"), "not below what the database is at");
    assert_error(upgrade_error(&f, "a:b"), "only goes with --sql");
    assert_error(upgrade_error(&f, "+2x"), "no revision");
    assert_error(upgrade_error(&f, "x@head"), "the branch \"x\"");
    assert_error(upgrade_error(&f, "+99999999999999999999"), "only 2 steps up");
    assert_error(downgrade_error(&f, "base+0"), "goes too far");
    /* Rows that overlap are mended on the way down. */
    rows(&f, "a c");
    downgrade(&f, "a", "c -c -a +b; b -b +a");
    downgrade(&f, "b", "c -c -a +b");
    arena_free(&f.arena);
}

/* The example of alembic.md, section 4. */
static void
branches_go_down_as_in_alembic(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "a1:\nb1:a1\nc1:b1;x\nc2:b1;y\nd2:c2"));
    assert_error(upgrade_error(&f, "head"), "there are 2 heads");
    upgrade(&f, "heads", "a1 +a1; b1 -a1 +b1; c1 -b1 +c1; c2 +c2; d2 -c2 +d2");
    upgrade(&f, "y@head", "a1 +a1; b1 -a1 +b1; c2 -b1 +c2; d2 -c2 +d2");
    rows(&f, "c1 d2");
    downgrade(&f, "b1", "d2 -d2 +c2; c2 -c2; c1 -c1 +b1");
    downgrade(&f, "y@b1", "d2 -d2 +c2; c2 -c2");
    downgrade(&f, "y@-2", "d2 -d2 +c2; c2 -c2");
    downgrade(&f, "d2@b1", "d2 -d2 +c2; c2 -c2");
    downgrade(&f, "y@a1", "d2 -d2 +c2; c2 -c2; c1 -c1 +b1; b1 -b1 +a1");
    assert_error(downgrade_error(&f, "-1"), "ambiguous: the database is at 2 revisions");
    assert_error(downgrade_error(&f, "nosuch@base"), "the branch \"nosuch\"");
    assert_error(upgrade_error(&f, "+1"), "ambiguous");
    assert_error(upgrade_error(&f, "b1+1"), "leads to 2 revisions");
    upgrade(&f, "y@b1+1", "");
    arena_free(&f.arena);
}

static void
merges_join_and_split_rows(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "a:\nb:a\nc:a\nd:a\nm:b,c,d"));
    upgrade(&f, "head", "a +a; b -a +b; c +c; d +d; m -b -c -d +m");
    rows(&f, "m");
    downgrade(&f, "a", "m -m +b +c +d; d -d; c -c; b -b +a");
    assert_error(downgrade_error(&f, "-1"), "leads to 3 revisions");
    arena_free(&f.arena);
}

static void
dependencies_run_first_and_are_no_rows(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "a1:;liba\na2:a1\nb1:;libb\nb2:b1;;a1"));
    upgrade(&f, "b2", "a1 +a1; b1 +b1; b2 -b1 -a1 +b2");
    rows(&f, "b2");
    downgrade(&f, "-1", "b2 -b2 +b1 +a1");
    assert_error(downgrade_error(&f, "a1"), "not below");
    upgrade(&f, "liba@+1", "a2 +a2");
    struct indices tips = target_current(&f.place);
    assert_string_equal(graph_names(&f.graph, tips), "a1, b2");
    rows(&f, "a2 b2");
    downgrade(&f, "a1", "a2 -a2");
    rows(&f, "a1 b2");
    assert_error(upgrade_error(&f, "heads"), "they overlap");
    arena_free(&f.arena);
}

static void
the_smallest_id_that_is_ready_goes_first(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "9:\n1:\n5:9\n2:1\n3:5,2"));
    upgrade(&f, "heads", "1 +1; 2 -1 +2; 9 +9; 5 -9 +5; 3 -5 -2 +3");
    arena_free(&f.arena);
}

static const char *
stamp(struct fixture *f, const char *a, const char *b)
{
    struct str texts[] = {str_from(a), str_from(b)};
    struct indices after;
    assert_no_error(target_stamp(&after, &f->place, (struct names){texts, b ? 2 : 1}));
    return graph_names(&f->graph, after);
}

static void
stamps_replace_what_is_related(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "a1:\nb1:a1\nc1:b1;x\nc2:b1;y\nd2:c2\nz1:;z"));
    rows(&f, "c1 d2 z1");
    assert_string_equal(stamp(&f, "b1", NULL), "z1, b1");
    assert_string_equal(stamp(&f, "heads", NULL), "c1, d2, z1");
    assert_string_equal(stamp(&f, "base", NULL), "");
    assert_string_equal(stamp(&f, "z@base", NULL), "c1, d2");
    assert_string_equal(stamp(&f, "c2", NULL), "c1, z1, c2");
    assert_string_equal(stamp(&f, "c1", "c2"), "z1, c1, c2");
    assert_string_equal(stamp(&f, "b1", "d2"), "z1, d2");
    rows(&f, "");
    assert_string_equal(stamp(&f, "c1", "d2"), "c1, d2");
    rows(&f, "a1 b1");
    assert_string_equal(stamp(&f, "b1", NULL), "b1");
    assert_string_equal(stamp(&f, "a1", NULL), "a1");
    static const char *const steps[] = {"-1", "c1@-1", "y@-1", "b1+1", "b1-1"};
    struct indices after;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct str step = str_from(steps[i]);
        assert_error(target_stamp(&after, &f.place, (struct names){&step, 1}),
                     "stamp takes no steps");
    }
    struct str bad = STR("nosuch@base");
    assert_error(target_stamp(&after, &f.place, (struct names){&bad, 1}), "nosuch");
    arena_free(&f.arena);
}

static const char *
range(struct fixture *f, const char *text)
{
    bool *set;
    struct error *error = target_range(&set, &f->place, str_from(text));
    if (error) {
        const char *message = arena_printf(&f->arena, "error: %s", error->message);
        error_free(error);
        return message;
    }
    return graph_names(&f->graph, graph_members(&f->graph, &f->arena, set));
}

static void
ranges_have_both_ends(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "a:\nb:a\nc:b\nd:c"));
    assert_string_equal(range(&f, ""), "a, b, c, d");
    assert_string_equal(range(&f, "b:c"), "b, c");
    assert_string_equal(range(&f, "b:"), "b, c, d");
    assert_string_equal(range(&f, ":b"), "a, b");
    assert_string_equal(range(&f, "-2:"), "b, c, d");
    assert_non_null(strstr(range(&f, "-4:"), "leads to no revision"));
    assert_string_equal(range(&f, "-9:"), "a, b, c, d");
    assert_string_equal(range(&f, "a:+2"), "a, b, c");
    assert_string_equal(range(&f, "a:+9"), "a, b, c, d");
    rows(&f, "c");
    assert_string_equal(range(&f, "current:"), "c, d");
    assert_string_equal(range(&f, ":current"), "a, b, c");
    assert_non_null(strstr(range(&f, "d:b"), "not below the end"));
    assert_non_null(strstr(range(&f, "b"), "not a range"));
    assert_non_null(strstr(range(&f, "a:b:c"), "not a range"));
    assert_non_null(strstr(range(&f, "x:"), "no revision"));
    arena_free(&f.arena);
}

static void
names_may_be_abbreviated(void **state)
{
    (void)state;
    struct fixture f;
    assert_no_error(build(&f, "abcd1:\nabcd2:abcd1\nabce3:abcd2;reports\nxy:abce3"));
    upgrade(&f, "abcd1", "abcd1 +abcd1");
    assert_error(upgrade_error(&f, "abcd"), "beginning of 2 names");
    upgrade(&f, "rep", "abcd1 +abcd1; abcd2 -abcd1 +abcd2; abce3 -abcd2 +abce3");
    arena_free(&f.arena);
}

static void
rows_that_no_script_knows_are_errors(void **state)
{
    (void)state;
    struct fixture f;
    struct str texts[] = {STR("a"), STR("zzz")}, unknown = {0};
    struct indices found;
    assert_no_error(build(&f, "a:"));
    assert_error(
        target_rows(&found, &f.graph, &f.arena, (struct names){texts, 2}, &unknown),
        "which no script knows");
    assert_str_equal(unknown, "zzz");
    arena_free(&f.arena);
}

/* 20,000 revisions in one line, with merges: no recursion, no quadratic step. */
static void
long_histories_are_linear(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf text = {.arena = &arena};
    buf_puts(&text, "r00000:\n");
    for (int i = 1; i < 20000; i++) {
        if (i % 10 == 9 && i > 9)
            buf_printf(&text, "r%05d:r%05d,r%05d\n", i, i - 1, i - 2);
        else if (i % 10 == 8)
            buf_printf(&text, "r%05d:r%05d\n", i, i - 2);
        else
            buf_printf(&text, "r%05d:r%05d\n", i, i - 1);
    }
    struct fixture f;
    assert_no_error(build(&f, buf_text(&text)));
    struct indices targets;
    struct plan plan;
    assert_no_error(target_upgrade(&targets, &f.place, STR("heads")));
    assert_no_error(plan_upgrade(&plan, &f.place, targets));
    assert_int_equal(plan.count, 20000);
    f.place.rows = targets;
    assert_no_error(
        plan_downgrade(&plan, &f.place, (struct downgrade){GRAPH_NONE, GRAPH_NONE}));
    assert_int_equal(plan.count, 20000);
    arena_free(&f.arena);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_name_both_files),
        cmocka_unit_test(an_empty_graph_is_fine),
        cmocka_unit_test(a_line_goes_up_and_down),
        cmocka_unit_test(branches_go_down_as_in_alembic),
        cmocka_unit_test(merges_join_and_split_rows),
        cmocka_unit_test(dependencies_run_first_and_are_no_rows),
        cmocka_unit_test(the_smallest_id_that_is_ready_goes_first),
        cmocka_unit_test(stamps_replace_what_is_related),
        cmocka_unit_test(ranges_have_both_ends),
        cmocka_unit_test(names_may_be_abbreviated),
        cmocka_unit_test(rows_that_no_script_knows_are_errors),
        cmocka_unit_test(long_histories_are_linear),
    };
    return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
