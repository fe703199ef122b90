/* From one schema of SQLite to another. What ALTER TABLE cannot do is done by the
 * procedure of sqlite.org/lang_altertable.html: a new table under another name, its rows
 * copied, the old one dropped, the new one renamed; then its indexes and triggers. */
#include "sqlite.h"

#include <ctype.h>
#include <string.h>

struct rebuild {
    struct schema_changes *changes;
    struct arena *arena;
    const struct schema *from, *to;
    struct pairs pairs;
    bool drops, rebuilds; /* tables */
};

static bool
holds(const char *normal, const char *words)
{
    /* Whole tokens: they stand between blanks. */
    const size_t length = strlen(words);
    for (const char *at = normal; (at = strstr(at, words)); at++)
        if ((at == normal || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static const struct table_column *
column_find(const struct table_text *table, const char *name)
{
    vec_each (&table->columns, column)
        if (strcmp(column->name, name) == 0)
            return column;
    return NULL;
}

static bool
is_generated(const struct table_column *column)
{
    return holds(column->says, "generated always") || holds(column->says, "as (");
}

/* What ALTER TABLE … ADD COLUMN takes. */
static bool
can_be_added(const struct table_column *column)
{
    const char *normal = column->says;
    const bool has_default = holds(normal, "default");
    const char *value = strstr(normal, "default ");
    if (holds(normal, "primary key") || holds(normal, "unique") ||
        (holds(normal, "references") && has_default) ||
        (is_generated(column) && holds(normal, "stored")) ||
        (holds(normal, "not null") && !has_default && !is_generated(column)))
        return false;
    return !has_default ||
           !(strncmp(value, "default (", 9) == 0 ||
             strncmp(value, "default current_", 16) == 0 ||
             (holds(normal, "not null") && holds(normal, "default null")));
}

/* Whether columns were added and nothing else; then they are, in place. */
static bool
columns_add(struct rebuild *rebuild, const struct schema_row *row,
            const struct table_text *before, const struct table_text *after)
{
    if (strcmp(before->rest, after->rest) != 0)
        return false;
    vec_each (&before->columns, column) {
        const struct table_column *now = column_find(after, column->name);
        if (!now || strcmp(now->normal, column->normal) != 0)
            return false;
    }
    vec_each (&after->columns, column)
        if (!column_find(before, column->name) && !can_be_added(column))
            return false;
    /* Those that name other columns come behind them. */
    for (int pass = 0; pass < 2; pass++)
        vec_each (&after->columns, column) {
            const bool names = is_generated(column) || holds(column->says, "check");
            if (!column_find(before, column->name) && names == pass)
                change_add(rebuild->changes, rebuild->arena,
                           arena_printf(rebuild->arena, "ALTER TABLE %s ADD COLUMN %.*s",
                                        sqlite_quoted(row->id, rebuild->arena),
                                        STR_ARG(column->text)),
                           NULL);
        }
    return true;
}

/* A column's name as its text writes it. */
static struct str
written_name(const struct table_column *column)
{
    struct sql_lexer lexer = {&sql_sqlite, column->text.data,
                              column->text.data + column->text.length};
    struct sql_token token = {0};
    do
        error_free(sql_token_next(&lexer, &token));
    while (token.kind == SQL_SPACE || token.kind == SQL_COMMENT);
    return token.text;
}

/* A bare name is a string there. */
static struct str
default_text(struct str text, const struct sql_token *last, struct arena *arena)
{
    static const char *const values[] = {
        "null", "true", "false", "current_time", "current_date", "current_timestamp"};
    struct buf out = {.arena = arena};
    if (last->kind != SQL_WORD && last->kind != SQL_QUOTED)
        return text;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (text.length == strlen(values[i]) &&
            strncasecmp(text.data, values[i], text.length) == 0)
            return text;
    if (last->kind == SQL_QUOTED) {
        struct buf bare = {.arena = arena};
        for (size_t i = 1; i + 1 < text.length; i++) {
            buf_char(&bare, text.data[i]);
            i += text.data[i] == text.data[0] && i + 2 < text.length;
        }
        text = buf_str(&bare);
    }
    sql_literal(&out, &sql_sqlite, text);
    return buf_str(&out);
}

/* The value of DEFAULT, as written; empty: none. */
static struct str
default_of(const struct table_column *column, struct arena *arena)
{
    struct sql_lexer lexer = {&sql_sqlite, column->text.data,
                              column->text.data + column->text.length};
    struct sql_token token = {.kind = SQL_SPACE};
    const char *start = NULL;
    int depth = 0;
    for (bool next = false, sets = false; token.kind != SQL_END;) {
        struct error *error = sql_token_next(&lexer, &token);
        if (error) {
            error_free(error);
            break;
        }
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT)
            continue;
        if (next && !start)
            start = token.text.data;
        if (start) {
            depth += (token.kind == SQL_OPEN) - (token.kind == SQL_CLOSE);
            const bool sign = token.kind == SQL_OTHER &&
                              (*token.text.data == '-' || *token.text.data == '+');
            if (!depth && !sign)
                return default_text((struct str){start, (size_t)(lexer.at - start)},
                                    &token, arena);
        }
        const bool word = token.kind == SQL_WORD && token.text.data;
        next = word && !sets && token.text.length == 7 &&
               strncasecmp(token.text.data, "default", 7) == 0;
        sets = word && token.text.length == 3 && /* ON DELETE SET DEFAULT */
               strncasecmp(token.text.data, "set", 3) == 0;
    }
    return (struct str){0};
}

static bool
without_rowid(const struct table_text *table)
{
    return holds(table->options, "without rowid");
}

/* INTEGER PRIMARY KEY, which is the rowid by another name. */
static const struct table_column *
rowid_column(const struct table_text *table, struct arena *arena)
{
    vec_each (&table->columns, column)
        if (strncmp(column->says, "integer", 7) == 0 &&
            (!column->says[7] || column->says[7] == ' ') &&
            (holds(column->says, "primary key") ||
             strstr(table->rest,
                    arena_printf(arena, "primary key ( %s )", column->name))))
            return column;
    return NULL;
}

/* One of its names that no column has. */
static const char *
free_rowid(const struct table_text *before, const struct table_text *after)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!column_find(before, names[i]) && !column_find(after, names[i]))
            return names[i];
    return NULL;
}

static void
copy_add(struct rebuild *rebuild, const struct table_text *before,
         const struct table_text *after, const char *old, const char *new)
{
    struct arena *arena = rebuild->arena;
    struct buf names = {.arena = arena}, values = {.arena = arena};
    const struct table_column *key =
        without_rowid(after) ? NULL : rowid_column(after, arena);
    const char *rowid = free_rowid(before, after);
    if (rowid && !without_rowid(before) && !without_rowid(after) &&
        (!key || !column_find(before, key->name))) {
        buf_puts(&names, rowid);
        buf_puts(&values, rowid);
    }
    vec_each (&after->columns, column) {
        const struct table_column *was = column_find(before, column->name);
        if (!was || is_generated(column))
            continue;
        const struct str name = written_name(was), value = default_of(column, arena);
        const bool filled = holds(column->says, "not null") &&
                            !holds(was->says, "not null") && value.length;
        buf_printf(&names, "%s%.*s", names.length ? ", " : "",
                   STR_ARG(written_name(column)));
        if (filled)
            buf_printf(&values, "%scoalesce(%.*s, %.*s)", values.length ? ", " : "",
                       STR_ARG(name), STR_ARG(value));
        else
            buf_printf(&values, "%s%.*s", values.length ? ", " : "", STR_ARG(name));
    }
    if (names.length)
        change_add(rebuild->changes, arena,
                   arena_printf(arena,
                                "INSERT OR ABORT INTO %s (%s)\n    SELECT %s FROM %s",
                                new, buf_text(&names), buf_text(&values), old),
                   NULL);
}

static const char *
lost_columns(struct rebuild *rebuild, const struct schema_row *row,
             const struct table_text *before, const struct table_text *after)
{
    struct buf lost = {.arena = rebuild->arena};
    vec_each (&before->columns, column)
        if (!column_find(after, column->name))
            buf_printf(&lost, "%s %s.%s", lost.length ? "," : "drops column", row->id,
                       column->name);
    if (!lost.length)
        return NULL;
    buf_puts(&lost, " (data loss)");
    return buf_text(&lost);
}

/* What the rows may not fit, or be changed by. */
static const char *
changed_columns(struct rebuild *rebuild, const struct schema_row *row,
                const struct table_text *before, const struct table_text *after)
{
    struct buf out = {.arena = rebuild->arena};
    vec_each (&after->columns, column) {
        const struct table_column *was = column_find(before, column->name);
        const bool added =
            !was && !can_be_added(column) && holds(column->says, "not null");
        if (added || (was && strcmp(was->says, column->says) != 0))
            buf_printf(&out, "%s %s.%s", out.length ? "," : "changes column", row->id,
                       column->name);
    }
    if (strcmp(before->rest, after->rest) != 0)
        buf_printf(&out, "%s the constraints or options of %s",
                   out.length ? "," : "changes", row->id);
    if (!out.length)
        return NULL;
    buf_puts(&out, ": rows that do not fit make this fail, and values may be converted");
    return buf_text(&out);
}

static void
table_rebuild(struct rebuild *rebuild, const struct schema_row *row,
              const struct table_text *before, const struct table_text *after)
{
    struct arena *arena = rebuild->arena;
    struct buf made = {.arena = arena}, literal = {.arena = arena},
               next = {.arena = arena};
    const char *name = arena_printf(arena, "_new_%s", row->id);
    const char *old = sqlite_quoted(row->id, arena), *new = sqlite_quoted(name, arena);
    buf_printf(&made, "%.*s%s%.*s", STR_ARG(after->before), new, STR_ARG(after->after));
    const char *changed = changed_columns(rebuild, row, before, after);
    sql_literal(&literal, &sql_sqlite, str_from(row->id)); /* folded */
    sql_literal(&next, &sql_sqlite, str_from(name));
    const char *lost = lost_columns(rebuild, row, before, after);
    change_add(rebuild->changes, arena, buf_text(&made), lost ? lost : changed);
    if (lost && changed)
        rebuild->changes->list.items[rebuild->changes->list.count - 1].hint =
            arena_printf(arena, "and %s", changed);
    copy_add(rebuild, before, after, old, new);
    bool counted = false;
    vec_each (&before->columns, column)
        counted |= holds(column->says, "autoincrement");
    bool counts = false;
    vec_each (&after->columns, column)
        counts |= holds(column->says, "autoincrement");
    if (counted && counts) {
        change_add(rebuild->changes, arena,
                   arena_printf(arena, "DELETE FROM sqlite_sequence WHERE name = %s",
                                buf_text(&next)),
                   NULL);
        change_add(rebuild->changes, arena,
                   arena_printf(arena,
                                "INSERT INTO sqlite_sequence (name, seq)\n    SELECT %s, "
                                "seq FROM sqlite_sequence WHERE lower(name) = %s",
                                buf_text(&next), buf_text(&literal)),
                   NULL);
    }
    change_add(rebuild->changes, arena, arena_printf(arena, "DROP TABLE %s", old), NULL);
    change_add(
        rebuild->changes, arena,
        arena_printf(arena, "ALTER TABLE %s RENAME TO %.*s", new, STR_ARG(after->name)),
        NULL);
}

/* --- The whole --------------------------------------------------------------------- */

static bool
is_table(const struct schema_row *row)
{
    return row_is(row, "table") || row_is(row, "virtual table");
}

static bool
table_changes(const struct pair *pair, struct arena *arena)
{
    struct table_text before, after;
    table_cut(&before, str_from(pair->from->make), arena);
    table_cut(&after, str_from(pair->to->make), arena);
    bool same = strcmp(before.rest, after.rest) == 0 &&
                before.columns.count == after.columns.count;
    vec_each (&before.columns, column) {
        const struct table_column *now = column_find(&after, column->name);
        same = same && now && strcmp(now->normal, column->normal) == 0;
    }
    return !same;
}

static const struct pair *
pair_find(const struct rebuild *rebuild, const char *address)
{
    for (size_t i = 0; address && i < rebuild->pairs.count; i++) {
        const struct pair *pair = &rebuild->pairs.items[i];
        const struct schema_row *row = pair->from ? pair->from : pair->to;
        if (row->address && strcmp(row->address, address) == 0)
            return pair;
    }
    return NULL;
}

enum fate { FATE_SAME, FATE_GOES, FATE_COMES, FATE_CHANGES, FATE_GROWS };

static enum fate
fate_of(struct rebuild *rebuild, const struct pair *pair)
{
    if (!pair->to)
        return FATE_GOES;
    if (!pair->from)
        return FATE_COMES;
    if (row_is(pair->from, "table")) {
        if (!table_changes(pair, rebuild->arena))
            return FATE_SAME;
        struct table_text before, after;
        struct schema_changes none = {0};
        struct rebuild trial = *rebuild;
        trial.changes = &none;
        table_cut(&before, str_from(pair->from->make), rebuild->arena);
        table_cut(&after, str_from(pair->to->make), rebuild->arena);
        return columns_add(&trial, pair->from, &before, &after) ? FATE_GROWS
                                                                : FATE_CHANGES;
    }
    if (strcmp(pair->from->definition, pair->to->definition) != 0)
        return FATE_CHANGES;
    /* An index or trigger goes with its table. */
    const struct pair *owner = pair_find(rebuild, pair->from->parent);
    const enum fate fate = owner ? fate_of(rebuild, owner) : FATE_SAME;
    return fate == FATE_CHANGES || fate == FATE_GOES ? FATE_CHANGES : FATE_SAME;
}

/* Whether DROP TABLE or DROP VIEW of what it belongs to takes it along. */
static bool
goes_along(struct rebuild *rebuild, const struct pair *pair)
{
    const struct pair *owner = pair->from ? pair_find(rebuild, pair->from->parent) : NULL;
    const enum fate fate = owner ? fate_of(rebuild, owner) : FATE_SAME;
    return fate == FATE_CHANGES || fate == FATE_GOES;
}

static void
drop_all(struct rebuild *rebuild, const char *kind)
{
    for (size_t i = rebuild->pairs.count; i-- > 0;) {
        const struct pair *pair = &rebuild->pairs.items[i];
        if (!pair->from || !row_is(pair->from, kind) || !pair->from->drop)
            continue;
        const enum fate fate = fate_of(rebuild, pair);
        const bool rebuilt = fate == FATE_CHANGES && row_is(pair->from, "table");
        if ((fate == FATE_GOES || fate == FATE_CHANGES) && !rebuilt &&
            !goes_along(rebuild, pair))
            change_add(rebuild->changes, rebuild->arena, pair->from->drop,
                       warning_of_drop(pair->from, rebuild->arena));
    }
}

static void
make_all(struct rebuild *rebuild, const char *kind)
{
    /* In the order in which they were made there: views may need each other. */
    for (size_t i = 0; i < rebuild->to->count; i++) {
        const struct schema_row *row = &rebuild->to->rows[i];
        if (!row_is(row, kind))
            continue;
        const struct pair *pair = &rebuild->pairs.items[rebuild->pairs.of_to[i]];
        const enum fate fate = fate_of(rebuild, pair);
        if (!is_table(row) || row_is(row, "virtual table") || fate != FATE_CHANGES) {
            if (fate == FATE_COMES || fate == FATE_CHANGES) {
                change_add(rebuild->changes, rebuild->arena, row->make, NULL);
                rebuild->changes->list.items[rebuild->changes->list.count - 1].table =
                    is_table(row);
            }
        }
        if (!row_is(row, "table") || (fate != FATE_CHANGES && fate != FATE_GROWS))
            continue;
        struct table_text before, after;
        table_cut(&before, str_from(pair->from->make), rebuild->arena);
        table_cut(&after, str_from(pair->to->make), rebuild->arena);
        if (fate == FATE_GROWS)
            columns_add(rebuild, row, &before, &after);
        else
            table_rebuild(rebuild, pair->from, &before, &after);
    }
}

struct error *
sqlite_diff(struct schema_changes *changes, const struct schema *from,
            const struct schema *to, struct arena *arena)
{
    static const char *const drops[] = {"trigger",       "view",  "index",
                                        "virtual table", "table", NULL};
    static const char *const makes[] = {"table", "virtual table", "index",
                                        "view",  "trigger",       NULL};
    struct schema_changes body = {0};
    struct rebuild rebuild = {.changes = &body, .arena = arena, .from = from, .to = to};
    pairs_make(&rebuild.pairs, from, to, arena);
    for (size_t i = 0; i < rebuild.pairs.count; i++) {
        const struct pair *pair = &rebuild.pairs.items[i];
        const enum fate fate = pair->from && row_is(pair->from, "table")
                                   ? fate_of(&rebuild, pair)
                                   : FATE_SAME;
        rebuild.drops |= fate == FATE_GOES;
        rebuild.rebuilds |= fate == FATE_CHANGES;
    }
    for (size_t i = 0; drops[i]; i++)
        drop_all(&rebuild, drops[i]);
    for (size_t i = 0; makes[i]; i++)
        make_all(&rebuild, makes[i]);
    /* On, DROP TABLE would delete the rows that refer to it; and RENAME would follow it
     * into views and triggers that name a table which is not there just then. */
    changes->keys_off = rebuild.drops || rebuild.rebuilds;
    if (rebuild.rebuilds)
        change_add(changes, arena, "PRAGMA legacy_alter_table = ON", NULL);
    vec_each (&body.list, change)
        vec_push(&changes->list, arena, *change);
    if (rebuild.rebuilds)
        change_add(changes, arena, "PRAGMA legacy_alter_table = OFF", NULL);
    return NULL;
}
