/* Reading PostgreSQL's catalogs: catalog.sql, sent as one message. */
#include "schema.h"

#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "catalog.h"

enum { QUERIES = 48 };

/* The server's deparsers leave out the schema of what is found without, and print
 * constants by these settings. What was set before comes back at the end. */
static const char settings[] =
    "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL quote_all_identifiers = off;"
    " SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY';"
    " SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL standard_conforming_strings = on; SET "
    "LOCAL row_security = off; SET LOCAL work_mem = "
    "'64MB'; SET LOCAL jit = "
    "off; ";

static const char *
begin(const struct engine *engine)
{
    return engine->in_transaction ? "SAVEPOINT migrate_read; "
                                  : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ";
}

static const char *
end(const struct engine *engine)
{
    return engine->in_transaction ? "ROLLBACK TO migrate_read" : "ROLLBACK";
}

const char *
catalog_text(const struct engine *engine, struct arena *arena, const char *sql)
{
    return arena_printf(arena, "%s%s%s; %s", begin(engine), settings, sql, end(engine));
}

static struct error *
queries_cut(const char **list, size_t *count, struct arena *arena)
{
    struct sql_scanner scanner = {
        .lexer = {&sql_postgresql, catalog_sql, catalog_sql + sizeof catalog_sql - 1}};
    *count = 0;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error)
            return error;
        if (statement.body.length && *count < QUERIES)
            list[(*count)++] = str_dup(arena, str_trim(statement.body));
    }
    return NULL;
}

/* The server prints x IN ('a', 'b') of a varchar as x = ANY ((ARRAY['a'::character
 * varying, …])::text[]), but reads that as ARRAY[('a'::character varying)::text, …] and
 * prints it so ever after. This is one condition, and compared as the latter. */
static const char *
text_settled(const char *text, struct arena *arena)
{
    static const char open[] = "(ARRAY[", close[] = "])::text[]";
    struct buf out = {.arena = arena};
    for (const char *at; text && (at = strstr(text, open));) {
        const char *item = at + sizeof open - 1, *end = item;
        size_t items = 0;
        struct buf list = {.arena = arena};
        for (bool quoted = false;; end++) {
            quoted ^= *end == '\'';
            const bool last = *end == ']' && !quoted;
            if (!*end || (!quoted && (*end == '(' || *end == '[')))
                break;
            if (!last && (quoted || *end != ','))
                continue;
            buf_printf(&list, "%s(%.*s)::text", items++ ? ", " : "", (int)(end - item),
                       item);
            item = end + 2;
            if (last)
                break;
        }
        if (strncmp(end, close, sizeof close - 1) != 0) {
            buf_add(&out, (struct str){text, (size_t)(at + 1 - text)});
            text = at + 1;
            continue;
        }
        buf_add(&out, (struct str){text, (size_t)(at - text)});
        buf_printf(&out, "ARRAY[%s]", buf_text(&list));
        text = end + sizeof close - 1;
    }
    if (!text || !out.length)
        return text;
    buf_puts(&out, text);
    return buf_text(&out);
}

/* The columns of its queries. */
enum { ORDER, KIND, ID, ADDRESS, PARENT, KEY, DEFINITION, MAKE, ALTER, DROP, INLINED };

static void
row_take(struct schema_row *row, const struct rows *rows, size_t i, struct arena *arena)
{
    const char *key = text_settled(rows_value(rows, i, KEY), arena),
               *definition = text_settled(rows_value(rows, i, DEFINITION), arena),
               *make = rows_value(rows, i, MAKE), *inlined = rows_value(rows, i, INLINED);
    *row = (struct schema_row){.order = strtol(rows_value(rows, i, ORDER), NULL, 10),
                               .kind = rows_value(rows, i, KIND),
                               .id = rows_value(rows, i, ID),
                               .address = rows_value(rows, i, ADDRESS),
                               .parent = rows_value(rows, i, PARENT),
                               .key = key ? key : "",
                               .definition = definition ? definition : "",
                               .make = make ? make : "",
                               .alter = rows_value(rows, i, ALTER),
                               .drop = rows_value(rows, i, DROP),
                               .inlined = inlined && *inlined == 't'};
}

static void
needs_take(struct schema *schema, const struct rows *rows, struct arena *arena)
{
    schema->needs = arena_array(arena, rows->count + 1, sizeof *schema->needs);
    for (size_t i = 0; i < rows->count; i++)
        schema->needs[schema->need_count++] = (struct schema_need){
            rows_value(rows, i, 0), rows_value(rows, i, 1), *rows_value(rows, i, 2)};
}

void
schema_nothing(struct schema *schema, const struct sql_dialect *dialect)
{
    static struct schema_row rows[] = {
        {.kind = "privilege",
         .id = "USAGE ON SCHEMA public TO PUBLIC g",
         .parent = "public",
         .key = "",
         .definition = "false",
         .make = "GRANT USAGE ON SCHEMA public TO PUBLIC",
         .drop = "REVOKE USAGE ON SCHEMA public FROM PUBLIC"},
        {.kind = "schema",
         .id = "public",
         .address = "public",
         .key = "",
         .definition = "",
         .make = "CREATE SCHEMA public",
         .drop = "DROP SCHEMA public"}};
    *schema = (struct schema){.dialect = dialect};
    if (dialect != &sql_postgresql)
        return;
    schema->rows = rows;
    schema->count = sizeof rows / sizeof *rows;
}

/* Most of the time goes into planning: a session that is read again and again keeps the
 * plans. */
enum way { ONCE, PREPARE, EXECUTE };

static struct error *
queries_ask(struct questions *questions, enum way way, struct engine *engine,
            struct arena *arena)
{
    const char **list = arena_array(arena, QUERIES, sizeof *list);
    struct error *error = queries_cut(list, &questions->count, arena);
    if (error)
        return error;
    for (size_t i = 0; way != ONCE && i < questions->count; i++) {
        const char *run = arena_printf(arena, "EXECUTE migrate_read_%zu", i);
        list[i] = way == EXECUTE
                      ? run
                      : arena_printf(arena, "PREPARE migrate_read_%zu AS %s; %s", i,
                                     list[i], run);
    }
    const char **last = &list[questions->count - 1];
    list[0] = arena_printf(arena, "%s%s%s%s", begin(engine), settings,
                           way == PREPARE ? "DEALLOCATE ALL; " : "", list[0]);
    *last = arena_printf(arena, "%s; %s", *last, end(engine));
    questions->list = list;
    if ((error = engine_query_list(engine, arena, questions)))
        error_free(engine_exec(engine, end(engine), NULL));
    return error;
}

static struct error *
catalogs_read(struct questions *questions, struct engine *engine, struct arena *arena)
{
    static const char no_such_statement[] = "26000";
    const enum way way = engine->own_session ? EXECUTE : ONCE;
    struct error *error = queries_ask(questions, way, engine, arena);
    if (error && way == EXECUTE && strcmp(error->sqlstate, no_such_statement) == 0) {
        error_free(error);
        error = queries_ask(questions, PREPARE, engine, arena);
    }
    return error;
}

/* A type without a name; in a name of the user's that would stand in quotes. */
static bool
is_nameless(const char *id)
{
    bool quoted = false;
    for (; *id; id++) {
        quoted ^= *id == '"';
        if (!quoted && strncmp(id, "???", 3) == 0)
            return true;
    }
    return false;
}

/* The server's own functions do not go by our snapshot: of what is dropped meanwhile they
 * know no name, or fail. */
static bool
is_torn(const struct error *error, const struct questions *questions)
{
    static const char internal_error[] = "XX000";
    if (error)
        return strcmp(error->sqlstate, internal_error) == 0;
    for (size_t i = 0; i + 1 < questions->count; i++)
        for (size_t k = 0; k < questions->rows[i].count; k++) {
            const struct rows *rows = &questions->rows[i];
            const char *kind = rows_value(rows, k, KIND);
            const char *type =
                strcmp(kind, "column") == 0 ? rows_value(rows, k, DEFINITION) : NULL;
            if (is_nameless(rows_value(rows, k, ID)) || (type && is_nameless(type)))
                return true;
        }
    return false;
}

enum { TRIES = 5 };

struct error *
postgresql_read(struct schema *schema, struct engine *engine, struct arena *arena)
{
    struct rows rows[QUERIES] = {{0}};
    struct questions questions = {NULL, 0, rows, 0};
    struct error *error = catalogs_read(&questions, engine, arena);
    for (int tries = 1; tries < TRIES && is_torn(error, &questions); tries++) {
        error_free(error);
        memset(rows, 0, sizeof rows);
        questions = (struct questions){NULL, 0, rows, 0};
        error = catalogs_read(&questions, engine, arena);
    }
    if (!error && is_torn(NULL, &questions))
        error = error_hint(
            error_new(ERROR_FAILED, "another session drops what is being read"),
            "run it again when nobody changes the schema");
    if (error)
        return error_prefix(error, "the catalogs cannot be read");
    size_t count = 0;
    for (size_t i = 0; i + 1 < questions.count; i++)
        count += rows[i].count;
    schema->rows = arena_array(arena, count + 1, sizeof *schema->rows);
    for (size_t i = 0; i + 1 < questions.count; i++)
        for (size_t k = 0; k < rows[i].count; k++)
            row_take(&schema->rows[schema->count++], &rows[i], k, arena);
    needs_take(schema, &rows[questions.count - 1], arena);
    return NULL;
}
