#include "test.h"

#include "migrate/config.h"
#include "migrate/file.h"

#include <unistd.h>

static struct arena arena;
static struct config config;

/* Loads a settings file with that text. */
static struct error *
load(const char *text, const struct config_flags *flags)
{
    arena_free(&arena);
    unlink("migrate.yaml");
    if (text)
        assert_no_error(file_create("migrate.yaml", str_from(text)));
    return config_load(&config, &arena, flags);
}

static const struct config_flags none;

static int
set_up(void **state)
{
    static char folder[] = "/tmp/migrate-config.XXXXXX";
    *state = folder;
    unsetenv("DATABASE_URL");
    unsetenv("MIGRATE_ENV");
    unsetenv("MIGRATE_VERSIONS");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
    char command[64];
    arena_free(&arena);
    snprintf(command, sizeof command, "cd / && rm -rf %s", (const char *)*state);
    return system(command);
}

static void
every_setting_has_a_default(void **state)
{
    (void)state;
    assert_no_error(load(NULL, &none));
    assert_null(config.file);
    assert_string_equal(config.values[SETTING_URL], "sqlite:///app.db");
    assert_string_equal(config.versions.items[0], "versions");
    assert_true(config.seconds[SETTING_LOCK_TIMEOUT] == 5);
    assert_true(config.seconds[SETTING_STATEMENT_TIMEOUT] == 0);
    assert_int_equal(config.numbers[SETTING_ECHO], 0);
    for (int i = 0; i < SETTING_COUNT; i++) {
        assert_non_null(settings[i].key);
        assert_non_null(settings[i].help);
    }
}

static void
a_flag_beats_the_environment_beats_the_file(void **state)
{
    (void)state;
    const char *text = "database:\n  url: sqlite:///file.db\n  lock_timeout: 500ms\n"
                       "versions: [one, /two]\nlog_table: ~\ntransaction: run\n";
    assert_no_error(load(text, &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///file.db");
    assert_true(config.seconds[SETTING_LOCK_TIMEOUT] == 0.5);
    assert_null(config.values[SETTING_LOG_TABLE]);
    assert_int_equal(config.versions.count, 2);
    assert_string_equal(config.versions.items[1], "/two");
    assert_no_error(load("transaction:\nversions: ~\ntimezone:\n", &none));
    assert_string_equal(config.values[SETTING_TRANSACTION], "revision");
    assert_string_equal(config.versions.items[0], "versions");
    setenv("DATABASE_URL", "sqlite:///env.db", 1);
    setenv("MIGRATE_VERSIONS", "elsewhere", 1);
    assert_no_error(load(text, &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///env.db");
    assert_int_equal(config.versions.count, 1);
    assert_string_equal(config.versions.items[0], "elsewhere");
    struct config_flags flags = {.values[SETTING_URL] = "sqlite:///flag.db"};
    assert_no_error(load(text, &flags));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///flag.db");
    unsetenv("DATABASE_URL");
    unsetenv("MIGRATE_VERSIONS");
}

static void
environments_override(void **state)
{
    (void)state;
    const char *text =
        "environments:\n  prod:\n    database: {url: 'sqlite:///prod.db'}\n"
        "  test:\ndatabase:\n  url: sqlite:///dev.db\n";
    struct config_flags flags = {.environment = "prod"};
    assert_no_error(load(text, &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///dev.db");
    assert_no_error(load(text, &flags));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///prod.db");
    setenv("MIGRATE_ENV", "prod", 1);
    assert_no_error(load(text, &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///prod.db");
    unsetenv("MIGRATE_ENV");
    flags.environment = "prd";
    assert_error_at(load(text, &flags), "2:3", "no environment \"prd\"");
    assert_error(load("versions: x\n", &flags), "no environment");
    assert_error(load(NULL, &flags), "no environment");
}

static void
variables_are_expanded(void **state)
{
    (void)state;
    struct config_flags flags = {0};
    const struct pair pair = {STR("who"), STR("x")};
    vec_push(&flags.variables, &arena, pair);
    setenv("MIGRATE_TEST_A", "a", 1);
    setenv("MIGRATE_TEST_EMPTY", "", 1);
    assert_no_error(
        load("database:\n  url: sqlite:///${MIGRATE_TEST_A}${MIGRATE_TEST_NO:-b-}"
             "${MIGRATE_TEST_EMPTY:-c}${MIGRATE_TEST_EMPTY}$x\n",
             &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///ab-c$x");
    /* Of the database only who opens it must be told. */
    assert_no_error(load("database:\n  url: ${MIGRATE_TEST_NO}\n", &none));
    assert_error_at(config_database(&config), "2:8", "MIGRATE_TEST_NO is not set");
    assert_no_error(config_database(&config));
    assert_error_at(load("timezone: ${MIGRATE_TEST_NO}\n", &none), "1:11",
                    "MIGRATE_TEST_NO is not set");
    assert_error_at(load("versions: ${MIGRATE_TEST_A\n", &none), "1:11", "without \"}\"");
    /* A value that is not used need not be set. */
    flags = (struct config_flags){.values[SETTING_URL] = "sqlite:///f.db"};
    assert_no_error(load("database:\n  url: ${MIGRATE_TEST_NO}\n", &flags));
    struct config_flags with_x = {0};
    struct arena own = {0};
    vec_push(&with_x.variables, &own, pair);
    assert_no_error(load("versions: ${who}\n", &with_x));
    assert_string_equal(config.versions.items[0], "x");
    arena_free(&own);
}

static void
faults_have_places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place, *message, *hint;
    } faults[] = {
        {"versons: x\n", "1:1", "unknown setting \"versons\"",
         "did you mean \"versions\"?"},
        {"database:\n  urll: x\n", "2:3", "unknown setting \"database.urll\"",
         "did you mean \"database.url\"?"},
        {"url: x\n", "1:1", "unknown setting \"url\"", "it is called \"database.url\""},
        {"environments:\n  a:\n    recursiv: x\n", "3:5", "unknown setting", "recursive"},
        {"databas:\n  url: x\n", "1:1", "unknown setting", "\"database\""},
        {"zebra: x\n", "1:1", "unknown setting", "man migrate.yaml"},
        {"- a\n", "1:1", "settings were expected", NULL},
        {"database: x\n", "1:11", "settings were expected", NULL},
        {"slug_length: -1\n", "1:14", "not a number", NULL},
        {"recursive: maybe\n", "1:12", "neither true nor false", NULL},
        {"transaction: both\n", "1:14", "not one of the values", "revision|run"},
        {"database:\n  lock_timeout: 5 weeks\n", "2:17", "not a duration", "500ms"},
        {"version_table: [a]\n", "1:16", "takes one value", NULL},
        {"versions: [[a]]\n", "1:12", "takes texts", NULL},
        {"environments: x\n", "1:15", "names with settings", NULL},
        {"a: b: c\n", "1:5", "mapping values", NULL},
        {"version_table: ''\n", "0:0", "cannot be empty", NULL},
        {"versions: []\n", "1:11", "an empty list", NULL},
        {"database:\n  run_lock_timeout: none\n", "2:21", "never waits for ever", "60s"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct error *error = load(faults[i].text, &none);
        assert_non_null(error);
        if (faults[i].hint)
            assert_non_null(strstr(error->hint, faults[i].hint));
        assert_error_at(error, faults[i].place, faults[i].message);
    }
    struct config_flags flags = {.file = "none.yaml"};
    assert_error(load(NULL, &flags), "No such file");
}

static void
json_is_yaml(void **state)
{
    (void)state;
    assert_no_error(load("{\"database\": {\"url\": \"sqlite:///j.db\", \"echo\": true},\n"
                         "\t\"versions\": [\"v\"]}\n",
                         &none));
    assert_string_equal(config.values[SETTING_URL], "sqlite:///j.db");
    assert_int_equal(config.numbers[SETTING_ECHO], 1);
}

static void
passwords_come_from_elsewhere(void **state)
{
    (void)state;
    const char *password;
    assert_no_error(load(NULL, &none));
    assert_no_error(config_password(&password, &config, &arena));
    assert_null(password);
    unlink("secret");
    assert_no_error(file_create("secret", STR("s3cret\nmore\n")));
    assert_no_error(load("database:\n  password_file: secret\n", &none));
    assert_no_error(config_password(&password, &config, &arena));
    assert_string_equal(password, "s3cret");
    assert_no_error(load("database:\n  password_file: none\n", &none));
    assert_error(config_password(&password, &config, &arena), "No such file");
    assert_no_error(load("database:\n  password_command: echo tok; echo x\n", &none));
    assert_no_error(config_password(&password, &config, &arena));
    assert_string_equal(password, "tok");
    assert_no_error(load("database:\n  password_command: 'false'\n", &none));
    assert_error(config_password(&password, &config, &arena), "it failed");
    assert_no_error(load("database:\n  password_command: 'true'\n", &none));
    assert_error(config_password(&password, &config, &arena), "no password");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_has_a_default),
        cmocka_unit_test(a_flag_beats_the_environment_beats_the_file),
        cmocka_unit_test(environments_override),
        cmocka_unit_test(variables_are_expanded),
        cmocka_unit_test(faults_have_places),
        cmocka_unit_test(json_is_yaml),
        cmocka_unit_test(passwords_come_from_elsewhere),
    };
    return cmocka_run_group_tests_name("config", tests, set_up, tear_down);
}
