/* A way as text, and the difference of two schemas by their kind of database. */
#include "schema.h"

#include <string.h>

bool
is_any(struct str word, const char *const *words)
{
    for (; *words; words++)
        if (str_is_nocase(word, *words))
            return true;
    return false;
}

struct error *
schema_diff(struct schema_changes *changes, const struct schema *from,
            const struct schema *to, struct arena *arena)
{
    *changes = (struct schema_changes){0};
    return from->dialect == &sql_sqlite ? sqlite_diff(changes, from, to, arena)
                                        : postgresql_diff(changes, from, to, arena);
}

void
change_add(struct schema_changes *changes, struct arena *arena, const char *sql,
           const char *warning)
{
    const struct schema_change change = {.sql = sql, .warning = warning};
    vec_push(&changes->list, arena, change);
}

const char *
warning_of_drop(const struct schema_row *row, struct arena *arena)
{
    static const char *const data[] = {"table",    "column",    "materialized view",
                                       "sequence", "attribute", "virtual table",
                                       NULL};
    const bool generated = row_is(row, "column") && *row->key;
    for (size_t i = 0; data[i] && !generated; i++)
        if (row_is(row, data[i]))
            return arena_printf(arena, "drops %s %s (data loss)", row->kind,
                                id_shown(row->id));
    return NULL;
}

const char *
warning_of_rows(const struct schema_row *row, struct arena *arena)
{
    return arena_printf(arena, "%s %s: rows that do not fit make this fail", row->kind,
                        id_shown(row->id));
}

bool
schema_makes_functions(const struct schema_changes *changes)
{
    vec_each (&changes->list, change)
        if (str_starts(str_from(change->sql), STR("CREATE OR REPLACE FUNCTION ")) ||
            str_starts(str_from(change->sql), STR("CREATE OR REPLACE PROCEDURE ")))
            return true;
    return false;
}

struct str
schema_text(const struct schema_changes *changes, struct arena *arena)
{
    struct buf out = {.arena = arena};
    const bool printed = changes->printed && changes->list.count;
    const bool begins = printed && !changes->commits;
    /* Behind a statement that failed nothing may run: the next one may drop a table whose
     * rows were not copied. */
    if (printed)
        buf_puts(&out, changes->printed == &sql_sqlite ? ".bail on\n"
                                                       : "\\set ON_ERROR_STOP on\n");
    if (changes->keys_off)
        buf_puts(&out, "PRAGMA foreign_keys = OFF;\n");
    if (begins)
        buf_puts(&out, "BEGIN;\n");
    if (changes->unchecked)
        buf_printf(&out, "SET %scheck_function_bodies = off;\n",
                   changes->commits ? "" : "LOCAL ");
    vec_each (&changes->list, change) {
        if (change->warning)
            sql_comment(&out, "WARNING ", change->warning);
        if (change->hint)
            sql_comment(&out, "hint: ", change->hint);
        /* SQLite keeps comments, and one on the last line would hide the semicolon. */
        const char *line = strrchr(change->sql, '\n');
        const bool hidden = strstr(line ? line : change->sql, "--");
        buf_printf(&out, "%s%s;\n", change->sql, hidden ? "\n" : "");
    }
    buf_puts(&out, begins ? "COMMIT;\n" : "");
    return buf_str(&out);
}
