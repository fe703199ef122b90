/* The terminal: colour and whether there is one. Private to the room. */
#ifndef MIGRATE_CLI_TERM_H
#define MIGRATE_CLI_TERM_H

#include "migrate/error.h"

struct term {
    bool color;   /* on stderr */
    bool updates; /* stderr is a terminal on which a line can be drawn anew */
    bool raise;   /* an error says where in the program it was made */
    const char *bad, *good, *dim, *plain; /* sequences, or "" */
};

/* Before term_open(): without colours. */
#define TERM_PLAIN                                                                       \
    {                                                                                    \
        .bad = "", .good = "", .dim = "", .plain = ""                                    \
    }

/* `when` is always, never, auto or NULL. */
struct error *term_open(struct term *term, const char *when) MUST_CHECK;

/* Prints an error to stderr: place, message, the line, a caret, hint. */
void term_error(const struct term *term, const struct error *error);

#endif
