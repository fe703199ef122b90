/* A script: header and sections. What the short way of reading a header accepts, libyaml
 * reads the same. */
#include "fuzz.h"

#include "migrate/engine.h"
#include "migrate/revision.h"
#include "revision/header.h"

static void
same(const struct yaml *a, const struct yaml *b)
{
    PROMISE(a->kind == b->kind && a->count == b->count && a->at == b->at);
    PROMISE(a->kind != YAML_SCALAR || str_equal(a->text, b->text));
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == YAML_MAP)
            same(&a->keys[i], &b->keys[i]);
        same(&a->items[i], &b->items[i]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const struct str text = {arena_copy(&arena, data, size), size};
    struct header quick, slow;
    struct error *error = header_read(&quick, &arena, text);
    struct error *again = header_read_yaml(&slow, &arena, text);
    PROMISE((error == NULL) == (again == NULL));
    if (!error)
        same(&quick.root, &slow.root);
    check_error(error, text);
    check_error(again, text);
    struct revision revision;
    error = revision_parse(&revision, &arena, "fuzz", text);
    if (!error) {
        /* It must read no file: so it has no folder. */
        const struct variable variables[] = {{STR("a"), STR("it's ${b} :c"), false},
                                             {STR("b"), STR(""), true}};
        const struct expansion expansion = {&arena, "/nonexistent", variables, 2};
        const struct sql_dialect *const dialects[] = {&sql_postgresql, &sql_sqlite};
        for (size_t i = 0; i < 2; i++) {
            struct sections sections;
            struct engine_facts facts;
            struct error *fault =
                revision_sections(&sections, &revision, dialects[i], &expansion);
            if (!fault)
                fault = engine_inspect(&facts, dialects[i], sections.up.text,
                                       sections.up.transactional);
            fault = section_locate(&sections.up, &revision, fault);
            check_error(fault, text);
        }
    }
    check_error(error, text);
    arena_free(&arena);
    return 0;
}
