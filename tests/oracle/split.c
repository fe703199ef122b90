/* split FILE...: whether our scanner ends statements where PostgreSQL's own lexer does
 * (libpg_query's pg_query_split_with_scanner). What psql takes for itself (lines that
 * begin with a backslash, \gset and the like, data of COPY) is taken out before, for
 * both. Prints a line for each file that differs, and the sum; TAP when it is the only
 * output.
 */
#include "migrate/sql.h"

#include <ctype.h>
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct str
line_take(struct str *rest)
{
    const char *newline = memchr(rest->data, '\n', rest->length);
    const size_t length = newline ? (size_t)(newline - rest->data) + 1 : rest->length;
    const struct str line = {rest->data, length};
    *rest = str_cut(*rest, length);
    return line;
}

/* "… from stdin …;" at the end of a line that begins with COPY. */
static bool
begins_data(struct str line)
{
    const char *end = memchr(line.data, ';', line.length);
    if (line.length < 5 || strncasecmp(line.data, "copy ", 5) != 0 || !end)
        return false;
    for (const char *p = line.data; p < end; p++)
        if (end - p >= 10 && strncasecmp(p, "from stdin", 10) == 0)
            return true;
    return false;
}

/* A command within a line ends the statement, or is \; which ends it too; and a COPY
 * whose data are gone reads from a file. */
static void
line_add(struct buf *out, struct str line, bool data)
{
    for (size_t i = 0; i < line.length; i++) {
        const char *p = line.data + i;
        if (data && strncasecmp(p, "from stdin", 10) == 0) {
            buf_puts(out, "from 'file'");
            i += 9;
        } else if (*p == '\\' && i + 1 < line.length && p[1] == ';') {
            continue;
        } else if (*p == '\\' && i + 1 < line.length && (p[1] == 'g' || p[1] == 'c') &&
                   (i == 0 || p[-1] == ' ')) {
            buf_puts(out, ";\n");
            return;
        } else {
            buf_char(out, *p);
        }
    }
}

static struct str
prepare(struct arena *arena, struct str rest)
{
    struct buf out = {.arena = arena};
    bool data = false;
    while (rest.length) {
        const struct str line = line_take(&rest);
        if (data) {
            data = !str_is(str_trim(line), "\\.");
            continue;
        }
        if (line.data[0] == '\\') {
            buf_char(&out, '\n');
            continue;
        }
        data = begins_data(line);
        line_add(&out, line, data);
    }
    buf_puts(&out, "");
    return buf_str(&out);
}

/* The statement's tokens, without its semicolon: comments around it do not count. */
static struct str
core(struct str text)
{
    struct sql_lexer lexer = {&sql_postgresql, text.data, text.data + text.length, false};
    const char *start = NULL, *end = NULL;
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error || token.kind == SQL_END) {
            error_free(error);
            break;
        }
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT ||
            token.kind == SQL_SEMICOLON)
            continue;
        start = start ? start : token.text.data;
        end = token.text.data + token.text.length;
    }
    return start ? (struct str){start, (size_t)(end - start)} : (struct str){0};
}

static struct str
read_file(struct arena *arena, const char *path)
{
    struct buf out = {.arena = arena};
    char piece[4096];
    FILE *file = fopen(path, "r");
    for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        buf_add(&out, (struct str){piece, n});
    if (file)
        fclose(file);
    return str_from(buf_text(&out));
}

static size_t statements, different;

/* What differs from their split, or NULL. */
static const char *
against(struct arena *arena, struct str text, const PgQuerySplitResult *theirs)
{
    struct sql_scanner scanner = {
        .lexer = {&sql_postgresql, text.data, text.data + text.length, false}};
    int i = 0;
    if (theirs->error)
        return theirs->error->message;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (error) {
            const char *message = arena_printf(arena, "%s", error->message);
            error_free(error);
            return message;
        }
        const struct str ours = core(statement.sql);
        if (!ours.length)
            continue;
        struct str other = {0};
        while (i < theirs->n_stmts && !other.length) {
            const PgQuerySplitStmt *stmt = theirs->stmts[i++];
            other = core(
                (struct str){text.data + stmt->stmt_location, (size_t)stmt->stmt_len});
        }
        if (ours.data != other.data || ours.length != other.length)
            return arena_printf(arena, "ours: %.80s\n# theirs: %.80s", ours.data,
                                other.length ? other.data : "(none)");
    }
    return NULL;
}

static size_t
count(struct str text)
{
    struct sql_scanner scanner = {
        .lexer = {&sql_postgresql, text.data, text.data + text.length, false}};
    size_t number = 0;
    for (bool found = true; found;) {
        struct sql_statement statement;
        struct error *error = sql_next(&scanner, &statement, &found);
        error_free(error);
        if (error)
            break;
        number += core(statement.sql).length > 0;
    }
    return number;
}

/* Their scanner knows no BEGIN ATOMIC, which their parser does, but only where there is
 * no syntax error. */
static void
compare(const char *path)
{
    struct arena arena = {0};
    const struct str text = prepare(&arena, read_file(&arena, path));
    const PgQuerySplitResult scanned = pg_query_split_with_scanner(text.data);
    const PgQuerySplitResult parsed = pg_query_split_with_parser(text.data);
    const char *fault = against(&arena, text, &scanned);
    if (fault && !against(&arena, text, &parsed))
        fault = NULL;
    statements += count(text);
    different += fault != NULL;
    if (fault)
        printf("# %s: %s\n", path, fault);
    pg_query_free_split_result(scanned);
    pg_query_free_split_result(parsed);
    arena_free(&arena);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        compare(argv[i]);
    printf("%sok 1 - %zu statements of %d files, %zu files differ\n1..1\n",
           different ? "not " : "", statements, argc - 1, different);
    return different != 0;
}
