/* What every driver must do. MIGRATE_TEST_URL says against which database; a new driver
 * is done when it passes. */
#include "../unit/test.h"

#include "migrate/engine.h"

#include <unistd.h>

static struct arena arena;
static struct engine *engine;
static struct engine_options options;
static int notices;

static void
on_notice(void *context, const struct engine_notice *notice)
{
    (void)context, (void)notice;
    notices++;
}

static int
set_up(void **state)
{
    (void)state;
    options = (struct engine_options){.url = getenv("MIGRATE_TEST_URL"),
                                      .application = "contract",
                                      .connect_timeout = 5,
                                      .lock_timeout = 1,
                                      .run_lock_timeout = 0.2,
                                      .notice = on_notice};
    struct error *error = engine_open(&engine, &options);
    if (error)
        print_error("%s\n", error->message);
    return error ? -1 : 0;
}

static int
tear_down(void **state)
{
    (void)state;
    if (engine) {
        error_free(engine_rollback(engine, NULL));
        error_free(engine_exec(engine, "DROP TABLE IF EXISTS contract_t", NULL));
        error_free(engine_exec(engine, "DROP TABLE IF EXISTS contract_u", NULL));
    }
    engine_close(engine);
    engine = NULL;
    arena_free(&arena);
    return 0;
}

static void
run_ok(const char *sql)
{
    assert_no_error(engine_exec(engine, sql, NULL));
}

static const char *
value(const char *sql)
{
    struct rows rows;
    assert_no_error(engine_query(engine, &arena, sql, &rows));
    assert_int_equal(rows.count, 1);
    return rows_value(&rows, 0, 0);
}

static void
rows_come_back_as_text(void **state)
{
    (void)state;
    struct rows rows;
    run_ok("CREATE TABLE contract_t (id integer, name text)");
    run_ok("INSERT INTO contract_t VALUES (1, 'h\xC3\xA9; it''s'), (2, NULL)");
    assert_no_error(engine_query(engine, &arena,
                                 "SELECT id, name FROM contract_t ORDER BY id", &rows));
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.columns, 2);
    assert_string_equal(rows_value(&rows, 0, 0), "1");
    assert_string_equal(rows_value(&rows, 0, 1), "h\xC3\xA9; it's");
    assert_null(rows_value(&rows, 1, 1));
    assert_no_error(
        engine_query(engine, &arena, "SELECT id FROM contract_t WHERE id = 9", &rows));
    assert_int_equal(rows.count, 0);
}

static void
changed_rows_are_counted(void **state)
{
    (void)state;
    size_t changed = 99;
    run_ok("CREATE TABLE contract_t (id integer)");
    assert_no_error(
        engine_exec(engine, "INSERT INTO contract_t VALUES (1), (2)", &changed));
    assert_int_equal(changed, 2);
    assert_no_error(
        engine_exec(engine, "UPDATE contract_t SET id = 3 WHERE id = 1", &changed));
    assert_int_equal(changed, 1);
    assert_no_error(
        engine_exec(engine, "UPDATE contract_t SET id = 3 WHERE id = 9", &changed));
    assert_int_equal(changed, 0);
    assert_no_error(engine_exec(engine, "DELETE FROM contract_t", &changed));
    assert_int_equal(changed, 2);
}

static void
ddl_is_rolled_back(void **state)
{
    (void)state;
    assert_no_error(engine_begin(engine, false));
    assert_true(engine->driver->transaction(engine));
    run_ok("CREATE TABLE contract_t (id integer)");
    struct error *error = engine_rollback(engine, error_new(ERROR_FAILED, "passed on"));
    assert_error(error, "passed on");
    assert_false(engine->driver->transaction(engine));
    struct rows rows;
    error = engine_query(engine, &arena, "SELECT id FROM contract_t", &rows);
    assert_error(error, "contract_t");
    assert_no_error(engine_begin(engine, false));
    run_ok("CREATE TABLE contract_t (id integer)");
    assert_no_error(engine_commit(engine));
    assert_string_equal(value("SELECT count(*) FROM contract_t"), "0");
}

static struct error *
run_text(struct str sql, engine_before *before, void *context)
{
    struct engine_facts facts;
    struct error *error = engine_inspect(&facts, engine->dialect, sql, true);
    return error ? error : engine_run(engine, sql, &facts, before, context);
}

static struct error *
count_statement(void *context, size_t index, const struct sql_statement *statement)
{
    size_t *count = context;
    assert_int_equal(index, ++*count);
    assert_true(statement->body.length > 0);
    return NULL;
}

static void
scripts_run_statement_by_statement(void **state)
{
    (void)state;
    size_t count = 0;
    assert_no_error(engine_begin(engine, false));
    assert_no_error(
        run_text(STR("-- a comment; \nBEGIN;\nCREATE TABLE contract_t (a text);;\n"
                     "INSERT INTO contract_t VALUES ('x;y'); SELECT 1;\n"
                     "SAVEPOINT s; DELETE FROM contract_t;"
                     " ROLLBACK TO SAVEPOINT s;\nCOMMIT -- end"),
                 count_statement, &count));
    assert_int_equal(count, 6);
    assert_no_error(engine_commit(engine));
    assert_string_equal(value("SELECT a FROM contract_t"), "x;y");
}

static void
errors_know_their_place(void **state)
{
    (void)state;
    const struct str sql = STR("CREATE TABLE contract_t (\xC3\xA9 integer);\n"
                               "-- \xC3\xA9\xC3\xA9\n"
                               "SELECT '\xC3\xA9', nosuch FROM contract_t;\n");
    assert_no_error(engine_begin(engine, false));
    struct error *error = error_locate(run_text(sql, NULL, NULL), "f.sql", sql);
    assert_non_null(error);
    assert_string_equal(error->excerpt, "SELECT '\xC3\xA9', nosuch FROM contract_t;");
    assert_error_at(engine_rollback(engine, error), "3:13", "nosuch");
}

static void
an_error_without_a_place_is_at_its_statement(void **state)
{
    (void)state;
    const struct str sql = STR("CREATE TABLE contract_t (a integer NOT NULL);\n"
                               "  -- why\n  INSERT INTO contract_t VALUES (NULL);\n");
    assert_no_error(engine_begin(engine, false));
    struct error *error = error_locate(run_text(sql, NULL, NULL), "f.sql", sql);
    assert_error_at(engine_rollback(engine, error), "3:3", "");
}

static void
a_script_cannot_end_our_transaction(void **state)
{
    (void)state;
    const struct str sql = STR("CREATE TABLE contract_t (a integer); COMMIT; SELECT 1;");
    const struct engine_facts facts = {.statements = 3};
    assert_no_error(engine_begin(engine, false));
    /* Not inspected, as if it came from where no reader can see it. */
    struct error *error = engine_run(engine, sql, &facts, NULL, NULL);
    assert_non_null(error);
    assert_int_equal(error->kind, ERROR_HALFWAY);
    assert_ptr_equal(error->at, strstr(sql.data, "COMMIT"));
    assert_error(error, "ended the transaction");
}

static void
a_large_answer_is_discarded(void **state)
{
    (void)state;
    assert_no_error(engine_begin(engine, false));
    assert_no_error(
        run_text(STR("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                     " FROM n WHERE i < 200000) SELECT i, 'some text' FROM n"),
                 NULL, NULL));
    assert_no_error(engine_commit(engine));
}

static void
reset_forgets_the_session(void **state)
{
    (void)state;
    struct rows rows;
    run_ok("CREATE TEMPORARY TABLE contract_temp (a integer)");
    if (engine->dialect == &sql_postgresql) {
        run_ok("SELECT pg_catalog.set_config('search_path', '', false)");
        run_ok("SET lock_timeout = '99s'");
        run_ok("PREPARE p AS SELECT 1");
        run_ok("SET ROLE pg_monitor");
    } else {
        run_ok("PRAGMA foreign_keys = ON");
    }
    assert_no_error(engine_reset(engine));
    assert_error(engine_query(engine, &arena, "SELECT a FROM contract_temp", &rows),
                 "contract_temp");
    if (engine->dialect == &sql_postgresql) {
        assert_string_equal(value("SHOW search_path"), "\"$user\", public");
        assert_string_equal(value("SHOW lock_timeout"), "1s");
        assert_string_equal(value("SELECT current_user = session_user"), "t");
        assert_error(engine_exec(engine, "EXECUTE p", NULL), "does not exist");
    } else {
        assert_string_equal(value("PRAGMA foreign_keys"), "0");
    }
}

static void
one_works_at_a_time(void **state)
{
    (void)state;
    struct engine *other;
    const char *name = "'contract'";
    const char *list[] = {"SELECT 1", "SELECT 2"};
    struct rows rows[2];
    struct questions more = {list, 2, rows, 0};
    assert_no_error(engine_open(&other, &options));
    struct error *error;
    if (engine_has(engine, ENGINE_SESSION_LOCK)) {
        assert_no_error(engine_lock(engine, &arena, name, &more));
        assert_int_equal(more.done, 2);
        assert_string_equal(rows_value(&rows[1], 0, 0), "2");
        assert_no_error(engine_lock(other, &arena, "'another name'", &more));
        assert_no_error(engine_reset(engine)); /* and keeps the lock */
        error = engine_lock(other, &arena, name, &more);
        assert_int_equal(more.done, 0);
    } else {
        assert_no_error(engine_begin(engine, false));
        error = engine_begin(other, false);
    }
    assert_non_null(error);
    assert_int_equal(error->kind, ERROR_LOCKED);
    if (engine_has(engine, ENGINE_SESSION_LOCK))
        assert_non_null(strstr(error->message, "contract"));
    error_free(error);
    engine_close(engine); /* the lock goes with the connection */
    engine = NULL;
    if (engine_has(other, ENGINE_SESSION_LOCK)) {
        assert_no_error(engine_lock(other, &arena, name, &more));
        list[1] = "SELECT 1 / 0"; /* it may be taken twice */
        error = engine_lock(other, &arena, name, &more);
        assert_string_equal(error->sqlstate, "22012");
        error_free(error);
        assert_int_equal(more.done, 1);
        assert_no_error(engine_lock_check(other)); /* and the lock is taken */
    } else {
        assert_no_error(engine_begin(other, false));
        assert_no_error(engine_rollback(other, NULL));
    }
    engine_close(other);
}

static void
a_table_lock_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    struct engine *other;
    run_ok("CREATE TABLE contract_t (a integer)");
    assert_no_error(engine_open(&other, &options));
    assert_no_error(engine_lock(other, &arena, "'timeouts'", &(struct questions){0}));
    assert_no_error(engine_begin(engine, false));
    run_ok("INSERT INTO contract_t VALUES (1)");
    struct error *error = engine_begin(other, false);
    if (!error)
        error = engine_exec(other, "DROP TABLE contract_t", NULL);
    assert_non_null(error);
    assert_int_equal(error->kind, ERROR_LOCKED);
    error_free(engine_rollback(other, error));
    engine_close(other);
    assert_no_error(engine_commit(engine));
}

static void
keys_are_checked_around_a_rebuild(void **state)
{
    (void)state;
    if (engine->dialect != &sql_sqlite)
        return; /* only SQLite has that setting */
    run_ok("CREATE TABLE contract_t (id integer PRIMARY KEY)");
    run_ok("CREATE TABLE contract_u (id integer REFERENCES contract_t (id))");
    run_ok("INSERT INTO contract_t VALUES (1)");
    run_ok("INSERT INTO contract_u VALUES (1), (7)"); /* 7 was bad before */
    const struct engine_facts facts = {.sets_foreign_keys = true};
    struct foreign_keys keys;
    assert_no_error(foreign_keys_set(&keys, engine, &facts));
    assert_no_error(engine_begin(engine, false));
    assert_no_error(foreign_keys_count(&keys, engine, &arena));
    assert_no_error(foreign_keys_check(&keys, engine, &arena));
    run_ok("DELETE FROM contract_t");
    assert_error(
        foreign_keys_check(&keys, engine, &arena),
        "2 rows of table \"contract_u\" that refer to nothing in \"contract_t\"");
    error_free(engine_rollback(engine, NULL));
    assert_no_error(foreign_keys_restore(&keys, engine));
    assert_string_equal(value("PRAGMA foreign_keys"), "0");
}

int
main(void)
{
    const char *url = getenv("MIGRATE_TEST_URL");
    if (!url) {
        print_error("MIGRATE_TEST_URL is not set\n");
        return 1;
    }
#define CONTRACT(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CONTRACT(rows_come_back_as_text),
        CONTRACT(changed_rows_are_counted),
        CONTRACT(ddl_is_rolled_back),
        CONTRACT(scripts_run_statement_by_statement),
        CONTRACT(errors_know_their_place),
        CONTRACT(an_error_without_a_place_is_at_its_statement),
        CONTRACT(a_script_cannot_end_our_transaction),
        CONTRACT(a_large_answer_is_discarded),
        CONTRACT(reset_forgets_the_session),
        CONTRACT(one_works_at_a_time),
        CONTRACT(a_table_lock_is_not_waited_for_for_ever),
        CONTRACT(keys_are_checked_around_a_rebuild),
    };
    return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
