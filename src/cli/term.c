#include "term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct error *
term_open(struct term *term, const char *when)
{
    const char *no_color = getenv("NO_COLOR"), *name = getenv("TERM");
    const bool tty = isatty(STDERR_FILENO);
    const bool dumb = !name || strcmp(name, "dumb") == 0;
    *term = (struct term)TERM_PLAIN;
    term->updates = tty && !dumb;
    if (!when || strcmp(when, "auto") == 0)
        term->color = tty && !dumb && !(no_color && *no_color);
    else if (strcmp(when, "always") == 0)
        term->color = true;
    else if (strcmp(when, "never") != 0)
        return error_hint(error_new(ERROR_USAGE, "--color: what is \"%s\"?", when),
                          "always, never or auto");
    if (term->color) {
        term->bad = "\033[1;31m";
        term->good = "\033[32m";
        term->dim = "\033[2m";
        term->plain = "\033[0m";
    }
    return NULL;
}

/* The line of the script, and a caret under the column. A tab before it stays a tab, so
 * that both lines are as wide. */
static void
excerpt_print(const struct term *term, const struct error *error)
{
    fprintf(stderr, "%s\n", error->excerpt);
    size_t column = 1;
    for (const char *p = error->excerpt; *p && column < error->caret; p++) {
        if (((unsigned char)*p & 0xC0) == 0x80)
            continue;
        fputc(*p == '\t' ? '\t' : ' ', stderr);
        column++;
    }
    fprintf(stderr, "%s^%s\n", term->good, term->plain);
}

/* The compiler says it as it was called: "../src/cli/main.c". */
static const char *
source_path(const char *path)
{
    const char *tree = strstr(path, "src/");
    return tree ? tree : path;
}

void
term_error(const struct term *term, const struct error *error)
{
    if (error->path && error->line)
        fprintf(stderr, "%s:%zu:%zu: ", error->path, error->line, error->column);
    else
        fprintf(stderr, "%s: ", error->path ? error->path : "migrate");
    fprintf(stderr, "%s%s%s", term->bad, error->message, term->plain);
    if (error->sqlstate[0])
        fprintf(stderr, " (%s)", error->sqlstate);
    fputc('\n', stderr);
    if (error->excerpt && *error->excerpt)
        excerpt_print(term, error);
    for (struct str rest = str_from(error->detail); rest.length;) {
        const struct str line = str_before(rest, '\n', &rest, NULL);
        fprintf(stderr, "  %.*s\n", STR_ARG(line));
    }
    if (error->hint)
        fprintf(stderr, "%shint:%s %s\n", term->dim, term->plain, error->hint);
    if (term->raise)
        fprintf(stderr, "%sraised in:%s %s, %s:%d\n", term->dim, term->plain,
                error->function, source_path(error->source), error->source_line);
}
