/* lexer, scan, classify, hash, dialect */
#include "test.h"

#include "migrate/buf.h"
#include "migrate/sql.h"

#include <sqlite3.h>

/* The statements of a text with "|" between them, blank ones left out; at the same time
 * checks that together they are the text. */
static const char *
split(struct arena *arena, const struct sql_dialect *dialect, const char *text)
{
    struct sql_scanner scanner = {.lexer = {dialect, text, text + strlen(text)}};
    struct buf out = {.arena = arena}, all = {.arena = arena};
    for (bool found = true; found;) {
        struct sql_statement statement;
        assert_no_error(sql_next(&scanner, &statement, &found));
        buf_add(&all, statement.text);
        if (statement.body.length) {
            buf_puts(&out, out.length ? "|" : "");
            buf_add(&out, statement.body);
        }
    }
    assert_string_equal(buf_text(&all), text);
    return buf_text(&out);
}

struct split_case {
    const char *text, *expected;
};

static void
split_all(const struct sql_dialect *dialect, const struct split_case *cases, size_t count)
{
    struct arena arena = {0};
    for (size_t i = 0; i < count; i++)
        assert_string_equal(split(&arena, dialect, cases[i].text), cases[i].expected);
    arena_free(&arena);
}

static void
postgresql_statements_end(void **state)
{
    (void)state;
    static const struct split_case cases[] = {
        {"", ""},
        {"  -- nothing; here\n /* ; */ ", ""},
        {"a;b", "a;|b"},
        {";;a;;", "a;"},
        {"select ';' ; b", "select ';' ;|b"},
        {"select 'it''s;' ; b", "select 'it''s;' ;|b"},
        {"select '\\'; b", "select '\\';|b"},
        {"select E'\\';' ; b", "select E'\\';' ;|b"},
        {"select e'a'\n '\\';' ; b", "select e'a'\n '\\';' ;|b"},
        {"select e'a' -- c\n '\\';' ; b", "select e'a' -- c\n '\\';' ;|b"},
        {"select E'a' '\\'; b", "select E'a' '\\';|b"},
        {"select U&'\\'; b", "select U&'\\';|b"},
        {"select \"a;\"\"b\"; c", "select \"a;\"\"b\";|c"},
        {"select $$a;b$$; c", "select $$a;b$$;|c"},
        {"select $x$ $$;$y$;$x$; c", "select $x$ $$;$y$;$x$;|c"},
        {"select a$x$b; c$x$", "select a$x$b;|c$x$"},
        {"select $1; c", "select $1;|c"},
        {"select 1 -- $$ ' \"\n; c", "select 1 -- $$ ' \"\n;|c"},
        {"/* a /* ; */ ; */ b; c", "b;|c"},
        {"select 1 +--x;\n2; c", "select 1 +--x;\n2;|c"},
        {"select 1 */* x;*/ 2; c", "select 1 */* x;*/ 2;|c"},
        {"select '{{ x }}', '<<EOF;'; c", "select '{{ x }}', '<<EOF;';|c"},
        {"create rule r as on insert to t do (a; b); c",
         "create rule r as on insert to t do (a; b);|c"},
        {"select a); b", "select a);|b"},
        {"create function f() returns int begin atomic select 1; select case when true "
         "then"
         " 2 end; end; c",
         "create function f() returns int begin atomic select 1; select case when true "
         "then"
         " 2 end; end;|c"},
        {"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC; END; c",
         "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC; END;|c"},
        {"create function begin() returns int as 'x'; c",
         "create function begin() returns int as 'x';|c"},
        {"create function f() returns int begin atomic select a.end; select 1 as case; "
         "end; c",
         "create function f() returns int begin atomic select a.end; select 1 as case; "
         "end;|c"},
        {"begin; end; c", "begin;|end;|c"},
        {"a\r\n;\r\nb", "a\r\n;|b"},
        {"a -- b\r; c", "a -- b\r;|c"}, /* a CR alone ends a comment (scan.l) */
        {"select \xC3\xA9$$; b", "select \xC3\xA9$$;|b"},
    };
    split_all(&sql_postgresql, cases, sizeof cases / sizeof *cases);
}

static void
sqlite_statements_end(void **state)
{
    (void)state;
    static const struct split_case cases[] = {
        {"select [a;b], `c;d`; e", "select [a;b], `c;d`;|e"},
        {"select '\\'; b", "select '\\';|b"},
        {"/* /* */ a; b", "a;|b"},
        {"select $$; b", "select $$;|b"},
        {"create trigger t after insert on x begin select 1; select case when 1 then 2 "
         "end;"
         " end; b",
         "create trigger t after insert on x begin select 1; select case when 1 then 2 "
         "end;"
         " end;|b"},
        {"CREATE TEMP TRIGGER t BEGIN SELECT 1; /* c */ END -- d\n ; b",
         "CREATE TEMP TRIGGER t BEGIN SELECT 1; /* c */ END -- d\n ;|b"},
        {"explain create trigger t begin a; end; b",
         "explain create trigger t begin a; end;|b"},
        {"create trigger t begin a; end", "create trigger t begin a; end"},
        {"create table trigger_x (a); b", "create table trigger_x (a);|b"},
        {"a -- b\r; c\n; d", "a -- b\r; c\n;|d"},
        {"begin; create table t (a); end; b", "begin;|create table t (a);|end;|b"},
    };
    split_all(&sql_sqlite, cases, sizeof cases / sizeof *cases);
}

static void
mysql_texts_are_skipped_over(void **state)
{
    (void)state;
    static const struct split_case cases[] = {
        {"select 'a\\';'; b", "select 'a\\';';|b"},
        {"select \"a\\\";\"; b", "select \"a\\\";\";|b"},
        {"select `a;`; # c;\n b", "select `a;`;|b"},
        {"select 5--1; b", "select 5--1;|b"},
    };
    split_all(&sql_mysql, cases, sizeof cases / sizeof *cases);
}

/* Where SQLite itself says that a statement ends. */
static void
sqlite_agrees(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "select 1; select 2;",
        "create table t(a text default ';'); insert into t values('a;''b'); select [a] "
        "from t;",
        "create table x(a); create trigger tr after insert on x begin update x set a = "
        "case"
        " when a > 1 then 2 else 3 end; delete from x where a = ';'; end; select 1;",
        "select 1 -- c;\n; /* ; */ select 2;",
        "create temp trigger t2 after delete on x begin select 1; end;select 2",
        "create table \"a;b\" (`c;d` int); select 1",
        "select 'a' /* -- */ || 'b;'; select 1.5e3; select x'00';",
    };
    sqlite3 *db;
    struct arena arena = {0};
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *rest = texts[i], *end = rest + strlen(rest);
        struct sql_scanner scanner = {.lexer = {&sql_sqlite, rest, end}};
        for (bool found = true; found;) {
            struct sql_statement statement;
            assert_no_error(sql_next(&scanner, &statement, &found));
            if (!statement.body.length)
                continue;
            sqlite3_stmt *prepared = NULL;
            const char *tail = NULL;
            assert_int_equal(sqlite3_prepare_v2(db, rest, -1, &prepared, &tail),
                             SQLITE_OK);
            assert_ptr_equal(tail, statement.text.data + statement.text.length);
            sqlite3_step(prepared);
            sqlite3_finalize(prepared);
            rest = tail;
        }
    }
    sqlite3_close(db);
    arena_free(&arena);
}

struct fault {
    const struct sql_dialect *dialect;
    const char *text, *place, *message;
};

static void
errors_have_places(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {&sql_postgresql, "a;\n  'x", "2:3", "this string does not end"},
        {&sql_postgresql, "E'x\\'", "1:2", "this string does not end"},
        {&sql_postgresql, "\"x", "1:1", "quoted name does not end"},
        {&sql_postgresql, "a /* /* */", "1:3", "comment does not end"},
        {&sql_postgresql, "$a$ $b$", "1:1", "dollar-quoted text does not end"},
        {&sql_postgresql, "a (b", "1:3", "never closed"},
        {&sql_postgresql, "create function f() begin atomic a;", "1:1", "BEGIN ATOMIC"},
        {&sql_postgresql, "a;\n\\connect x", "2:1", "\\connect is not run here"},
        {&sql_postgresql, "a \\gexec", "1:3", "within a statement"},
        {&sql_postgresql, "copy t from STDIN with (format csv);", "1:1", "do not end"},
        {&sql_postgresql, "copy t from STDIN;\n1\n \\.\n\\.x\n", "1:1", "do not end"},
        {&sql_postgresql, "copy t from stdin; a;\n\\.\n", "1:20", "on the next line"},
        {&sql_postgresql, "copy t from stdin binary;\n\\.\n", "1:1", "binary"},
        {&sql_postgresql, "a;\n<<<<<<< HEAD\nb;", "2:1", "merge conflict"},
        {&sql_sqlite, "a\n>>>>>>> x\n;", "2:1", "merge conflict"},
        {&sql_sqlite, "DELIMITER //\na;", "1:1", "mysql client"},
        {&sql_sqlite, "select [a", "1:8", "quoted name does not end"},
        {&sql_sqlite, "create trigger t begin a;", "1:1", "trigger does not end"},
        {&sql_sqlite, "a;\n.read x", "2:1", "sqlite3 shell"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const struct str text = str_from(faults[i].text);
        struct sql_scanner scanner = {
            .lexer = {faults[i].dialect, text.data, text.data + text.length}};
        struct error *error = NULL;
        for (bool found = true; found && !error;) {
            struct sql_statement statement;
            error = sql_next(&scanner, &statement, &found);
        }
        error = error_locate(error, "f.sql", text);
        assert_error_at(error, faults[i].place, faults[i].message);
    }
}

static struct sql_statement
one(const struct sql_dialect *dialect, const char *text)
{
    struct sql_scanner scanner = {.lexer = {dialect, text, text + strlen(text)}};
    struct sql_statement statement;
    bool found;
    assert_no_error(sql_next(&scanner, &statement, &found));
    return statement;
}

static void
transaction_control_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum sql_control control;
    } cases[] = {
        {"BEGIN", SQL_CONTROL_BEGIN},
        {"begin work;", SQL_CONTROL_BEGIN},
        {"START /* x */ TRANSACTION;", SQL_CONTROL_BEGIN},
        {"BEGIN IMMEDIATE TRANSACTION", SQL_CONTROL_BEGIN},
        {"BEGIN ISOLATION LEVEL SERIALIZABLE", SQL_CONTROL_BEGIN_MODES},
        {"COMMIT", SQL_CONTROL_COMMIT},
        {"END TRANSACTION;", SQL_CONTROL_COMMIT},
        {"COMMIT AND CHAIN", SQL_CONTROL_CHAIN},
        {"COMMIT WORK AND CHAIN", SQL_CONTROL_CHAIN},
        {"COMMIT AND NO CHAIN", SQL_CONTROL_OTHER},
        {"COMMIT PREPARED 'x'", SQL_CONTROL_OTHER},
        {"ROLLBACK", SQL_CONTROL_OTHER},
        {"ABORT", SQL_CONTROL_OTHER},
        {"ROLLBACK TO SAVEPOINT a", SQL_CONTROL_NONE},
        {"ROLLBACK WORK TO a", SQL_CONTROL_NONE},
        {"SAVEPOINT a", SQL_CONTROL_NONE},
        {"RELEASE a", SQL_CONTROL_NONE},
        {"PREPARE TRANSACTION 'x'", SQL_CONTROL_OTHER},
        {"PREPARE x AS SELECT 1", SQL_CONTROL_NONE},
        {"SELECT 1", SQL_CONTROL_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sql_statement statement = one(&sql_postgresql, cases[i].text);
        assert_int_equal(sql_control(&sql_postgresql, &statement), cases[i].control);
    }
}

static void
what_cannot_run_inside_is_known(void **state)
{
    (void)state;
    static const struct {
        const struct sql_dialect *dialect;
        const char *text, *name;
    } cases[] = {
        {&sql_postgresql, "create unique index concurrently i on t (a)",
         "CREATE INDEX CONCURRENTLY"},
        {&sql_postgresql, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
         "CREATE INDEX CONCURRENTLY"},
        {&sql_postgresql, "create index i on t (concurrently)", NULL},
        {&sql_postgresql, "create index i on t (a)", NULL},
        {&sql_postgresql, "drop index concurrently i", "DROP INDEX CONCURRENTLY"},
        {&sql_postgresql, "reindex (verbose, concurrently) table t",
         "REINDEX CONCURRENTLY"},
        {&sql_postgresql, "reindex table t", NULL},
        {&sql_postgresql, "reindex database d", "REINDEX DATABASE"},
        {&sql_postgresql, "vacuum (full) t", "VACUUM"},
        {&sql_postgresql, "create database d", "CREATE DATABASE"},
        {&sql_postgresql, "alter system set a = 1", "ALTER SYSTEM"},
        {&sql_postgresql, "alter table t detach partition p concurrently",
         "ALTER TABLE … DETACH PARTITION CONCURRENTLY"},
        {&sql_postgresql, "alter database d set tablespace s",
         "ALTER DATABASE … SET TABLESPACE"},
        {&sql_postgresql, "cluster", "CLUSTER without a table"},
        {&sql_postgresql, "cluster t", NULL},
        {&sql_postgresql, "cluster \"t\";", NULL},
        {&sql_postgresql, "cluster verbose t", NULL},
        {&sql_postgresql, "cluster verbose;", "CLUSTER without a table"},
        {&sql_postgresql, "cluster (verbose)", "CLUSTER without a table"},
        {&sql_postgresql, "alter database d rename to tablespace", NULL},
        {&sql_postgresql, "alter table detach add column concurrently int", NULL},
        {&sql_postgresql, "refresh materialized view concurrently v", NULL},
        {&sql_postgresql, "discard all", "DISCARD ALL"},
        {&sql_sqlite, "vacuum", "VACUUM"},
        {&sql_sqlite, "attach 'x' as y", "ATTACH"},
        {&sql_sqlite, "pragma journal_mode = wal", "PRAGMA journal_mode"},
        {&sql_sqlite, "pragma main.journal_mode(wal)", "PRAGMA journal_mode"},
        {&sql_sqlite, "pragma journal_mode", NULL},
        {&sql_sqlite, "pragma synchronous = off", "PRAGMA synchronous"},
        {&sql_mysql, "vacuum", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sql_statement statement = one(cases[i].dialect, cases[i].text);
        const char *name = sql_outside_only(cases[i].dialect, &statement);
        if (cases[i].name)
            assert_string_equal(name, cases[i].name);
        else
            assert_null(name);
    }
}

static void
settings_of_the_session_are_seen(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int value; /* -1: does not set it */
    } cases[] = {
        {"PRAGMA foreign_keys = OFF", 0},
        {"pragma foreign_keys=0;", 0},
        {"PRAGMA foreign_keys(on)", 1},
        {"PRAGMA main.foreign_keys = 'yes'", 1},
        {"PRAGMA foreign_keys = 1", 1},
        {"PRAGMA foreign_keys", -1},
        {"PRAGMA \"foreign_keys\" = off", 0},
        {"PRAGMA [foreign_keys]=on", 1},
        {"PRAGMA `foreign_keys` = 01", 1},
        {"PRAGMA 'foreign_keys'(0x10)", 1},
        {"PRAGMA foreign_keys = [on]", 1},
        {"PRAGMA foreign_keys = -1", 0},
        {"PRAGMA foreign_keys = 256", 0},
        {"PRAGMA foreign_keys = .5", 0},
        {"PRAGMA main . foreign_keys=/**/true", 1},
        {"PRAGMA foreign_key_check", -1},
        {"SELECT foreign_keys", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sql_statement statement = one(&sql_sqlite, cases[i].text);
        bool on = false;
        const bool sets = sql_sets_foreign_keys(&sql_sqlite, &statement, &on);
        assert_int_equal(sets ? (int)on : -1, cases[i].value);
        assert_false(sql_sets_foreign_keys(&sql_postgresql, &statement, &on));
    }
    static const char *const roles[] = {"SET ROLE x", "set local role x",
                                        "SET SESSION AUTHORIZATION x"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct sql_statement statement = one(&sql_postgresql, roles[i]);
        assert_true(sql_sets_role(&sql_postgresql, &statement));
    }
    const struct sql_statement other = one(&sql_postgresql, "SET search_path = role");
    assert_false(sql_sets_role(&sql_sqlite, &other));
}

static void
literals_and_names_are_quoted(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf out = {.arena = &arena};
    sql_literal(&out, &sql_postgresql, STR("it's"));
    sql_literal(&out, &sql_postgresql, STR("a\\'b"));
    sql_literal(&out, &sql_sqlite, STR("a\\'b"));
    sql_literal(&out, &sql_mysql, STR("a\\'b"));
    sql_name(&out, STR("x\"y"));
    assert_string_equal(buf_text(&out), "'it''s'E'a\\\\''b''a\\''b''a\\\\''b'\"x\"\"y\"");
    const char *nearest = NULL;
    assert_ptr_equal(sql_dialect_find(STR("postgres"), NULL), &sql_postgresql);
    assert_ptr_equal(sql_dialect_find(STR("mariadb"), NULL), &sql_mysql);
    assert_null(sql_dialect_find(STR("sqlit"), &nearest));
    assert_string_equal(nearest, "sqlite");
    arena_free(&arena);
}

static void
the_hash_sees_tokens_only(void **state)
{
    (void)state;
    static const char *const same[] = {"select 1, 'a\nb';",
                                       "select  1 ,\r\n'a\r\nb' ; -- x",
                                       "/* y */ select 1,'a\nb';"};
    static const char *const other[] = {"select 1, 'a b';", "select 12, 'a\nb';",
                                        "select 1, 'a\nb'"};
    char first[SQL_HASH_SIZE], hash[SQL_HASH_SIZE];
    sql_hash(&sql_postgresql, str_from(same[0]), first);
    assert_int_equal(strncmp(first, "1:", 2), 0);
    for (size_t i = 1; i < 3; i++) {
        sql_hash(&sql_postgresql, str_from(same[i]), hash);
        assert_string_equal(hash, first);
    }
    for (size_t i = 0; i < 3; i++) {
        sql_hash(&sql_postgresql, str_from(other[i]), hash);
        assert_string_not_equal(hash, first);
    }
    sql_hash(&sql_postgresql, STR("select 'unfinished"), hash);
    assert_string_not_equal(hash, first);
    sql_hash(&sql_postgresql, STR("a b"), first);
    sql_hash(&sql_postgresql, STR("ab"), hash);
    assert_string_not_equal(hash, first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(postgresql_statements_end),
        cmocka_unit_test(sqlite_statements_end),
        cmocka_unit_test(mysql_texts_are_skipped_over),
        cmocka_unit_test(sqlite_agrees),
        cmocka_unit_test(errors_have_places),
        cmocka_unit_test(transaction_control_is_known),
        cmocka_unit_test(what_cannot_run_inside_is_known),
        cmocka_unit_test(settings_of_the_session_are_seen),
        cmocka_unit_test(literals_and_names_are_quoted),
        cmocka_unit_test(the_hash_sees_tokens_only),
    };
    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
