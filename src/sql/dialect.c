#include "migrate/sql.h"

#include <string.h>

const struct sql_dialect sql_postgresql = {
    .name = "postgresql",
    .nested_comments = true,
    .dollar_quotes = true,
    .cr_ends_comments = true,
    .escape_strings = true,
    .parentheses = true,
    .atomic_bodies = true,
    .psql = true,
    .now = "pg_catalog.clock_timestamp()",
    .started = "pg_catalog.transaction_timestamp()",
    .begin = "BEGIN",
    .catalog = "pg_catalog",
};

const struct sql_dialect sql_sqlite = {
    .name = "sqlite",
    .bracket_names = true,
    .backtick_names = true,
    .trigger_bodies = true,
    .now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    .begin = "BEGIN IMMEDIATE",
};

/* Enough to find the sections of a script that serves MySQL too; there is no driver. */
const struct sql_dialect sql_mysql = {
    .name = "mysql",
    .backslash_strings = true,
    .backtick_names = true,
    .hash_comments = true,
    .now = "UTC_TIMESTAMP(6)",
    .begin = "START TRANSACTION",
};

static const struct {
    const char *name;
    const struct sql_dialect *dialect;
} names[] = {
    {"postgresql", &sql_postgresql}, {"postgres", &sql_postgresql},
    {"sqlite", &sql_sqlite},         {"mysql", &sql_mysql},
    {"mariadb", &sql_mysql},
};
enum { NAME_COUNT = sizeof names / sizeof *names };

const struct sql_dialect *
sql_dialect_find(struct str name, const char **nearest)
{
    const char *known[NAME_COUNT];
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (str_is(name, names[i].name))
            return names[i].dialect;
        known[i] = names[i].name;
    }
    if (nearest)
        *nearest = str_nearest(name, known, NAME_COUNT);
    return NULL;
}

/* PostgreSQL reads a backslash in '…' literally or not, as standard_conforming_strings
 * says; in E'…' it always escapes. So a text with one is written as E'…'. */
void
sql_literal(struct buf *out, const struct sql_dialect *dialect, struct str text)
{
    const bool backslash = text.length && memchr(text.data, '\\', text.length);
    const bool escape =
        backslash && (dialect->escape_strings || dialect->backslash_strings);
    buf_puts(out, escape && dialect->escape_strings ? "E'" : "'");
    while (text.length) {
        size_t plain = 0;
        while (plain < text.length && text.data[plain] != '\'' &&
               !(escape && text.data[plain] == '\\'))
            plain++;
        buf_add(out, (struct str){text.data, plain});
        text = str_cut(text, plain);
        if (text.length) {
            buf_char(out, text.data[0]);
            buf_char(out, text.data[0]);
            text = str_cut(text, 1);
        }
    }
    buf_char(out, '\'');
}

void
sql_name(struct buf *out, struct str name)
{
    buf_char(out, '"');
    for (size_t i = 0; i < name.length; i++) {
        if (name.data[i] == '"')
            buf_char(out, '"');
        buf_char(out, name.data[i]);
    }
    buf_char(out, '"');
}

void
sql_comment(struct buf *out, const char *what, const char *text)
{
    buf_printf(out, "-- %s", what);
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20)
            buf_char(out, ' ');
        else
            buf_char(out, *text);
    }
    buf_char(out, '\n');
}
