/* expand, include */
#include "test.h"

#include "migrate/revision.h"

enum { VARIABLES = 8 };

/* Of two of one name the last one counts. */
static const struct variable *
make_variables(struct arena *arena)
{
    static const char *const texts[VARIABLES][2] = {
        {"name", "users"},   {"quote", "it's"}, {"slash", "a\\b"},  {"empty", ""},
        {"deep", "${name}"}, {"lines", "a\nb"}, {"word", "s3cret"}, {"name", "people"}};
    struct variable *variables = arena_array(arena, VARIABLES, sizeof *variables);
    for (size_t i = 0; i < VARIABLES; i++)
        variables[i] = (struct variable){str_from(texts[i][0]), str_from(texts[i][1]),
                                         strcmp(texts[i][0], "word") == 0};
    return variables;
}

struct expand_case {
    const char *key, *text, *sent, *logged; /* logged NULL: as sent */
};

static void
read_script(struct revision *revision, struct arena *arena, const char *key,
            const char *body, bool from_log)
{
    const char *text =
        arena_printf(arena, "-- revision: a\n-- parents: []\n-- %s\n\n%s", key, body);
    assert_no_error(revision_parse(revision, arena, "a.sql", str_from(text)));
    revision->from_log = from_log;
}

static void
variables_get_their_values(void **state)
{
    (void)state;
    static const struct expand_case cases[] = {
        {"x-a: 1", "a ${name} :name;", "a ${name} :name;", NULL},
        {"variables: true", "a ${name};", "a people;", NULL},
        {"variables: true", "a '${name}' \"${name}\" $$${name}$$;",
         "a 'people' \"people\" $$people$$;", NULL},
        {"variables: true", "a${name}b ${name}${name}${empty};", "apeopleb peoplepeople;",
         NULL},
        {"variables: true", "a -- ${nosuch}\n/* ${ */ b;", "a -- ${nosuch}\n/* ${ */ b;",
         NULL},
        {"variables: true", "a '\\${name} \\${'; $1 $ {", "a '${name} ${'; $1 $ {",
         "a '\\${name} \\${'; $1 $ {"},
        {"variables: true", "a '${deep}';", "a '${name}';", "a '\\${name}';"},
        {"variables: true", "a '${word}' ${name};", "a 's3cret' people;",
         "a '${word}' people;"},
        {"variables: true", "copy t from stdin;\n${name}\n\\.\n${name};",
         "copy t from stdin;\n${name}\n\\.\npeople;", NULL},
        {"variables: true", "a :name;", "a :name;", NULL},
        {"psql: true", "a :name ${name};", "a people ${name};", NULL},
        {"x-psql: true", "a :name;", "a people;", NULL},
        {"psql: true", "a :'quote' :\"quote\" :'slash' x:'slash';",
         "a 'it''s' \"it's\" E'a\\\\b' x E'a\\\\b';", NULL},
        {"psql: true", "a b::name c:=name ':name' \":name\" $$:name$$ -- :name\n;",
         "a b::name c:=name ':name' \":name\" $$:name$$ -- :name\n;", NULL},
        {"psql: true", "a[1:2] :nosuch :'nosuch' :\"no:name;\" :{?name} :{?nosuch};",
         "a[1:2] :nosuch :'nosuch' :\"no:name;\" TRUE FALSE;", NULL},
        {"psql: true", "\\set x a 'b c' :name\n\\set name y\n:x :name;\n\\unset x\n:x;",
         "\n\nab cpeople y;\n\n:x;", NULL},
        {"psql: true", "a :word :'word' :'lines';", "a s3cret 's3cret' 'a\nb';",
         "a :word :'word' 'a\nb';"},
        {"psql: true", "\\echo x :quote\na;", "\\echo x 'it''s'\na;", NULL},
        {"psql: true", "\\echo x :word\na;", "\\echo x 's3cret'\na;",
         "\\echo x :word\na;"},
        {"psql: true", "a\n  :name;\n b :'name';\n", "a\n  people;\n b 'people';\n",
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        const struct expansion expansion = {&arena, "/nonexistent",
                                            make_variables(&arena), VARIABLES};
        struct revision revision;
        struct sections sections;
        const char *body = arena_printf(&arena, "-- migrate:down\n%s\n-- migrate:up\n%s",
                                        cases[i].text, cases[i].text);
        read_script(&revision, &arena, cases[i].key, body, false);
        assert_no_error(
            revision_sections(&sections, &revision, &sql_postgresql, &expansion));
        assert_str_equal(sections.up.text, cases[i].sent);
        const char *logged = cases[i].logged ? cases[i].logged : cases[i].sent;
        assert_true(str_ends(sections.logged, str_from(logged)));
        /* What the log has, read again, is what was sent, secrets and all. */
        struct revision again;
        const struct str text = sections.logged;
        assert_no_error(revision_parse(&again, &arena, "log", text));
        again.from_log = true;
        assert_no_error(
            revision_sections(&sections, &again, &sql_postgresql, &expansion));
        assert_str_equal(sections.up.text, cases[i].sent);
        assert_str_equal(str_trim(sections.down.text),
                         str_dup(&arena, str_trim(str_from(cases[i].sent))));
        arena_free(&arena);
    }
}

static void
faults_have_their_places(void **state)
{
    (void)state;
    static const struct {
        const char *key, *text, *place, *message;
    } faults[] = {
        {"variables: true", "a '\n${nam}';", "7:1", "\"nam\" has no value"},
        {"variables: true", "a ${;", "6:3", "not followed by a name"},
        {"variables: true", "a '${name';", "6:4", "not followed by a name"},
        {"variables: true", "a ${lines};", "6:3", "line end"},
        {"psql: true", "a :lines;", "6:3", "line end"},
        {"x-a: 1", "\\set a b\n", "6:1", "not in use in this script"},
        {"psql: true", "\\set a-b c\n", "6:1", "needs the name"},
        {"psql: true", "\\set\n", "6:1", "needs the name"},
        {"psql: true", "\\set b :word\n", "6:1", "another name"},
        {"psql: true", "\\set a `date`\n", "6:1", "backquotes"},
        {"psql: true", "a;\n\\i nosuch.sql\n", "7:1", "cannot include \"nosuch.sql\""},
        {"psql: true", "\\ir\n", "6:1", "name of one file"},
        {"psql: true", "\\i a b\n", "6:1", "name of one file"},
        {"psql: true", "\\i ../../../../../../../../etc/passwd\n", "6:1", "outside"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct arena arena = {0};
        const struct expansion expansion = {&arena, ".", make_variables(&arena),
                                            VARIABLES};
        struct revision revision;
        struct sections sections;
        const char *body = arena_printf(&arena, "-- migrate:up\n%s", faults[i].text);
        read_script(&revision, &arena, faults[i].key, body, false);
        assert_error_at(
            revision_sections(&sections, &revision, &sql_postgresql, &expansion),
            faults[i].place, faults[i].message);
        arena_free(&arena);
    }
}

static void
places_in_the_expanded_text_lead_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct expansion expansion = {&arena, ".", make_variables(&arena), VARIABLES};
    struct revision revision;
    struct sections sections;
    read_script(&revision, &arena, "variables: true",
                "-- migrate:up\na;\n${name} ${name} here;", false);
    assert_no_error(revision_sections(&sections, &revision, &sql_postgresql, &expansion));
    static const struct {
        size_t offset;
        const char *place;
    } places[] = {{0, "6:1"},  {3, "7:1"},   {6, "7:1"},   {9, "7:8"},
                  {10, "7:9"}, {16, "7:16"}, {17, "7:17"}, {22, "7:22"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_error_at(section_locate(&sections.up, &revision,
                                       error_at(sections.up.text.data + places[i].offset,
                                                ERROR_USAGE, "here")),
                        places[i].place, "here");
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_get_their_values),
        cmocka_unit_test(faults_have_their_places),
        cmocka_unit_test(places_in_the_expanded_text_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
