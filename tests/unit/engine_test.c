/* url, inspect: what needs no database */
#include "test.h"

#include "migrate/engine.h"

static void
urls_are_taken_apart(void **state)
{
    (void)state;
    struct url url;
    assert_no_error(url_parse(&url, "postgresql+psycopg2://u:p%40w@h:5432/db?x=y"));
    assert_str_equal(url.scheme, "postgresql");
    assert_str_equal(url.user, "u");
    assert_str_equal(url.password, "p%40w");
    assert_str_equal(url.tail, "h:5432/db?x=y");
    assert_no_error(url_parse(&url, "postgresql:///db?host=/run/a@b"));
    assert_false(url.has_user);
    assert_no_error(url_parse(&url, "postgresql://@/db"));
    assert_true(url.has_user);
    assert_no_error(url_parse(&url, "postgresql://a:1,b:2/db?target_session_attrs=any"));
    assert_false(url.has_password);
    assert_no_error(url_parse(&url, "sqlite:////srv/a%b@c.db"));
    assert_str_equal(url.rest, "/"
                               "/srv/a%b@c.db");
}

static void
bad_urls_never_show_the_password(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "postgresql://u:s3c@ret@h/db", "postgresql://u:s3c/ret@h/db",
        "postgresql://u:s3c%ret@h/db", "postgresql://u:s3c#ret@h/db",
        "postgresql://u:s3c?ret@h/db", "s3cret",
        "postgresql:u:s3cret@h/db"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct url url;
        struct error *error = url_parse(&url, bad[i]);
        assert_non_null(error);
        assert_null(strstr(error->message, "s3c"));
        assert_non_null(error->hint);
        assert_null(strstr(error->hint, "s3c"));
        error_free(error);
    }
}

static void
urls_are_shown_without_password(void **state)
{
    (void)state;
    static const char *const shown[][2] = {
        {"postgresql://u:pw@h/db", "postgresql://u:***@h/db"},
        {"postgresql+asyncpg://u:@h/db", "postgresql+asyncpg://u:***@h/db"},
        {"postgresql://u@h/db", "postgresql://u@h/db"},
        {"postgresql://h/db?password=pw&sslmode=on",
         "postgresql://h/db?password=***&sslmode=on"},
        {"sqlite:///app.db", "sqlite:///app.db"},
        {"postgresql://u:p@w@h/db", "postgresql://…"},
        {"nonsense", "…"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_string_equal(url_show(&arena, shown[i][0]), shown[i][1]);
    arena_free(&arena);
}

static void
unknown_schemes_are_refused(void **state)
{
    (void)state;
    struct engine *engine;
    struct engine_options options = {.url = "sqlit:///x"};
    struct error *error = engine_open(&engine, &options);
    assert_string_equal(error->hint, "did you mean sqlite");
    assert_error(error, "unknown kind of database");
    options.url = "mysql://h/db";
    assert_error(engine_open(&engine, &options), "not supported yet");
    options.url = "sqlite://host/x.db";
    assert_error(engine_open(&engine, &options), "no host");
    options.url = "sqlite:///x.db?mode=xx";
    assert_error(engine_open(&engine, &options), "unknown option");
    options.url = "sqlite:////nonexistent/folder/x.db";
    assert_error(engine_open(&engine, &options), "unable to open");
}

static struct error *
inspect(struct engine_facts *facts, const struct sql_dialect *dialect, const char *text,
        bool transactional)
{
    const struct str sql = str_from(text);
    return error_locate(engine_inspect(facts, dialect, sql, transactional), "f.sql", sql);
}

static void
sections_are_inspected(void **state)
{
    (void)state;
    struct engine_facts facts;
    assert_no_error(inspect(&facts, &sql_postgresql, "a; -- x\n b; savepoint s;", true));
    assert_int_equal(facts.statements, 3);
    assert_false(facts.wrapped);
    assert_no_error(
        inspect(&facts, &sql_postgresql, "/* x */ begin; a; b; commit; -- y", true));
    assert_int_equal(facts.statements, 2);
    assert_true(facts.wrapped);
    assert_no_error(inspect(&facts, &sql_sqlite,
                            "pragma foreign_keys=off; a; pragma foreign_keys=on;", true));
    assert_true(facts.sets_foreign_keys);
    assert_false(facts.foreign_keys);
    assert_no_error(inspect(&facts, &sql_sqlite, "a; pragma foreign_keys=on;", true));
    assert_true(facts.sets_foreign_keys);
    assert_false(facts.foreign_keys); /* for `a` they are off */
    assert_no_error(inspect(&facts, &sql_sqlite, "pragma foreign_keys=on; a; b", true));
    assert_true(facts.foreign_keys);
    assert_no_error(inspect(&facts, &sql_sqlite,
                            "pragma foreign_keys=off; begin; a; commit;"
                            " pragma foreign_keys=on;",
                            true));
    assert_true(facts.wrapped);
    assert_int_equal(facts.statements, 3);
    assert_error_at(inspect(&facts, &sql_sqlite, "a;\npragma foreign_keys=on;\nb;", true),
                    "3:1", "foreign_keys would be on");
    assert_error_at(inspect(&facts, &sql_sqlite,
                            "pragma foreign_keys=on; a; pragma foreign_keys=off; b;",
                            true),
                    "1:53", "foreign_keys would be off");
    assert_no_error(inspect(&facts, &sql_postgresql, "set role x; a", true));
    assert_true(facts.sets_role);
    assert_no_error(inspect(&facts, &sql_postgresql, "vacuum; a", false));
    assert_int_equal(facts.statements, 2);
}

static void
what_would_end_the_transaction_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place, *message;
        bool transactional;
    } faults[] = {
        {"a;\nbegin; b; commit;", "2:1", "in the middle", true},
        {"begin; begin; commit;", "1:8", "in the middle", true},
        {"begin; a;", "1:1", "no COMMIT", true},
        {"a; commit;", "1:4", "COMMIT would end", true},
        {"begin; a; commit; b;", "1:19", "after the COMMIT", true},
        {"begin; a; commit; commit;", "1:19", "after the COMMIT", true},
        {"a; rollback;", "1:4", "would end the transaction", true},
        {"begin read only; a; commit;", "1:1", "READ ONLY", true},
        {"create index concurrently i on t (a);", "1:1", "cannot run in a transaction",
         true},
        {"a;\n  vacuum;", "2:3", "VACUUM cannot run", true},
        {"a; begin; b; begin;", "1:14", "transaction control in a section", false},
        {"a; rollback;", "1:4", "transaction control in a section", false},
        {"a; commit;", "1:4", "COMMIT without a BEGIN", false},
        {"a; begin; b;", "1:4", "no COMMIT", false},
        {"begin; vacuum; commit;", "1:8", "VACUUM cannot run", false},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct engine_facts facts;
        assert_error_at(
            inspect(&facts, &sql_postgresql, faults[i].text, faults[i].transactional),
            faults[i].place, faults[i].message);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_taken_apart),
        cmocka_unit_test(bad_urls_never_show_the_password),
        cmocka_unit_test(urls_are_shown_without_password),
        cmocka_unit_test(unknown_schemes_are_refused),
        cmocka_unit_test(sections_are_inspected),
        cmocka_unit_test(what_would_end_the_transaction_is_refused),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
