/* From one schema of SQLite to another. What ALTER TABLE cannot do is done by the
 * procedure of sqlite.org/lang_altertable.html: a new table under another name, its rows
 * copied, the old one dropped, the new one renamed; then its indexes and triggers. */
#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* What becomes of a row. */
enum fate { FATE_SAME, FATE_GOES, FATE_COMES, FATE_CHANGES, FATE_GROWS };

struct rebuild {
    struct schema_changes *changes;
    struct arena *arena;
    struct pairs pairs;
    enum fate *fates;         /* of each pair */
    struct table_text *texts; /* of each pair that is a table on both sides: two */
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
    return holds(column->clauses, "generated always") || holds(column->clauses, "as (");
}

/* What ALTER TABLE … ADD COLUMN takes. */
static bool
can_be_added(const struct table_column *column)
{
    const char *normal = column->clauses;
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

/* Whether columns were added, which can be done in place, and nothing else. */
static enum fate
table_fate(const struct table_text *before, const struct table_text *after)
{
    if (strcmp(before->rest, after->rest) != 0)
        return FATE_CHANGES;
    vec_each (&before->columns, column) {
        const struct table_column *now = column_find(after, column->name);
        if (!now || strcmp(now->normal, column->normal) != 0)
            return FATE_CHANGES;
    }
    vec_each (&after->columns, column)
        if (!column_find(before, column->name) && !can_be_added(column))
            return FATE_CHANGES;
    return before->columns.count == after->columns.count ? FATE_SAME : FATE_GROWS;
}

static bool
is_missing(const struct table_text *before, const struct table_text *after,
           const bool *added, size_t i)
{
    return !added[i] && !column_find(before, after->columns.items[i].name);
}

/* The first that names none of the columns that are still missing. */
static size_t
next_added(const struct table_text *before, const struct table_text *after,
           const bool *added)
{
    size_t first = SCHEMA_NONE;
    for (size_t i = 0; i < after->columns.count; i++) {
        if (!is_missing(before, after, added, i))
            continue;
        bool waits = false;
        for (size_t k = 0; k < after->columns.count; k++)
            waits |= k != i && is_missing(before, after, added, k) &&
                     holds(after->columns.items[i].says, after->columns.items[k].name);
        if (!waits)
            return i;
        if (first == SCHEMA_NONE)
            first = i;
    }
    return first;
}

static void
columns_add(struct rebuild *rebuild, const struct schema_row *row,
            const struct table_text *before, const struct table_text *after)
{
    bool *added = arena_array(rebuild->arena, after->columns.count + 1, sizeof *added);
    for (size_t left = after->columns.count - before->columns.count; left--;) {
        const size_t next = next_added(before, after, added);
        added[next] = true;
        const struct table_column *column = &after->columns.items[next];
        const bool fits =
            !holds(column->clauses, "check") || !holds(column->clauses, "default");
        change_add(rebuild->changes, rebuild->arena,
                   arena_printf(rebuild->arena, "ALTER TABLE %s ADD COLUMN %.*s",
                                sqlite_quoted(row->id, rebuild->arena),
                                STR_ARG(column->text)),
                   fits ? NULL
                        : arena_printf(rebuild->arena,
                                       "column %s.%s: a default that does not fit its "
                                       "CHECK fails if there are rows",
                                       row->id, column->name));
    }
}

/* A column's name as its text writes it; but one in single quotes would be a string. */
static struct str
written_name(const struct table_column *column, struct arena *arena)
{
    const struct sql_token token = sqlite_name_token(column->text);
    return token.kind == SQL_STRING
               ? str_from(sqlite_quoted(
                     str_dup(arena, sqlite_unquoted(token.text, arena)), arena))
               : token.text;
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
    if (last->kind == SQL_QUOTED)
        text = sqlite_unquoted(text, arena);
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
            (holds(column->clauses, "primary key") ||
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
        const struct str name = written_name(was, arena),
                         value = default_of(column, arena);
        const bool filled = holds(column->clauses, "not null") &&
                            !holds(was->clauses, "not null") && value.length;
        buf_printf(&names, "%s%.*s", names.length ? ", " : "",
                   STR_ARG(written_name(column, arena)));
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
        if (!column_find(after, column->name) && !is_generated(column))
            buf_printf(&lost, "%s %s.%s", lost.length ? "," : "drops column", row->id,
                       column->name);
    vec_each (&after->columns, column) {
        const struct table_column *was = column_find(before, column->name);
        if (was && is_generated(column) && !is_generated(was))
            buf_printf(&lost, "%sdrops what is in column %s.%s", lost.length ? ", " : "",
                       row->id, column->name);
    }
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
    struct buf out = {.arena = rebuild->arena}, added = out;
    vec_each (&after->columns, column) {
        const struct table_column *was = column_find(before, column->name);
        if (!was && !is_generated(column) && holds(column->clauses, "not null") &&
            !holds(column->clauses, "default"))
            buf_printf(&added, "%s %s.%s", added.length ? "," : "no default for", row->id,
                       column->name);
        if (was && strcmp(was->says, column->says) != 0)
            buf_printf(&out, "%s %s.%s", out.length ? "," : "changes column", row->id,
                       column->name);
    }
    if (strcmp(before->rest, after->rest) != 0)
        buf_printf(&out, "%s the constraints or options of %s",
                   out.length ? "," : "changes", row->id);
    if (added.length)
        buf_puts(&added, ": this fails if there are rows");
    if (!out.length)
        return added.length ? buf_text(&added) : NULL;
    buf_puts(&out, ": rows that do not fit make this fail, and values may be converted");
    if (added.length)
        buf_printf(&out, "; %s", buf_text(&added));
    return buf_text(&out);
}

/* Whether it has AUTOINCREMENT. */
static bool
counts(const struct table_text *table)
{
    vec_each (&table->columns, column)
        if (holds(column->says, "autoincrement"))
            return true;
    return holds(table->rest, "autoincrement");
}

static const char *
free_name(const struct rebuild *rebuild, const char *name)
{
    for (size_t i = 0; i < rebuild->pairs.count; i++) {
        const struct pair *pair = &rebuild->pairs.items[i];
        const struct schema_row *row = pair->from ? pair->from : pair->to;
        if (!row_is(row, "column") && strcmp(row->id, name) == 0)
            return free_name(rebuild, arena_printf(rebuild->arena, "_%s", name));
    }
    return name;
}

static void
table_rebuild(struct rebuild *rebuild, const struct schema_row *row,
              const struct table_text *before, const struct table_text *after)
{
    struct arena *arena = rebuild->arena;
    struct buf made = {.arena = arena}, literal = {.arena = arena},
               next = {.arena = arena};
    const char *name = free_name(rebuild, arena_printf(arena, "_new_%s", row->id));
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
    if (counts(before) && counts(after)) {
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
is_taken_along(enum fate owner)
{
    return owner == FATE_GOES || owner == FATE_CHANGES;
}

/* That of what the row belongs to, which DROP TABLE or DROP VIEW takes it along with. */
static enum fate
owner_fate(const struct rebuild *rebuild, const struct addresses *from,
           const struct schema_row *row)
{
    const size_t owner =
        row && row->parent ? addresses_find(from, row->parent) : SCHEMA_NONE;
    return owner == SCHEMA_NONE ? FATE_SAME
                                : rebuild->fates[rebuild->pairs.of_from[owner]];
}

static enum fate
fate_of(struct rebuild *rebuild, size_t i, const struct addresses *addresses)
{
    const struct schema_row *from = rebuild->pairs.items[i].from;
    const struct schema_row *to = rebuild->pairs.items[i].to;
    if (!to)
        return FATE_GOES;
    if (!from)
        return FATE_COMES;
    if (row_is(from, "table")) {
        struct table_text *texts = &rebuild->texts[i * 2];
        table_cut(&texts[0], str_from(from->make), rebuild->arena);
        table_cut(&texts[1], str_from(to->make), rebuild->arena);
        return table_fate(&texts[0], &texts[1]);
    }
    return strcmp(from->definition, to->definition) != 0 ||
                   is_taken_along(owner_fate(rebuild, addresses, from))
               ? FATE_CHANGES
               : FATE_SAME;
}

static void
drop_all(struct rebuild *rebuild, const char *kind, const struct addresses *addresses)
{
    for (size_t i = rebuild->pairs.count; i-- > 0;) {
        const struct schema_row *row = rebuild->pairs.items[i].from;
        const enum fate fate = rebuild->fates[i];
        if (row && row_is(row, kind) &&
            (fate == FATE_GOES || (fate == FATE_CHANGES && !row_is(row, "table"))) &&
            !is_taken_along(owner_fate(rebuild, addresses, row)))
            change_add(rebuild->changes, rebuild->arena, row->drop,
                       warning_of_drop(row, rebuild->arena));
    }
}

/* Of an index that is new, or another one than was there. */
static bool
is_unique_on_old(const struct rebuild *rebuild, const struct schema_row *row)
{
    static const char unique[] = "create unique index ";
    const size_t was = pair_find(&rebuild->pairs, "index", row->id);
    const size_t points = row->parent ? strlen(row->parent) - strlen(".0") : 0;
    const size_t table =
        pair_find(&rebuild->pairs, "table",
                  str_dup(rebuild->arena, (struct str){row->parent, points}));
    if (!row_is(row, "index") ||
        !str_starts(str_from(row->definition), str_from(unique)) ||
        table == SCHEMA_NONE || !rebuild->pairs.items[table].from)
        return false;
    const struct schema_row *before = rebuild->pairs.items[was].from;
    return !before || strcmp(before->definition, row->definition) != 0;
}

static void
make(struct rebuild *rebuild, size_t i)
{
    const struct pair *pair = &rebuild->pairs.items[i];
    const struct table_text *texts = &rebuild->texts[i * 2];
    const bool table = row_is(pair->to, "table");
    const enum fate fate = rebuild->fates[i];
    if (fate == FATE_GROWS) {
        columns_add(rebuild, pair->to, &texts[0], &texts[1]);
    } else if (fate == FATE_CHANGES && table) {
        table_rebuild(rebuild, pair->from, &texts[0], &texts[1]);
    } else if (fate != FATE_SAME) {
        change_add(rebuild->changes, rebuild->arena, pair->to->make,
                   is_unique_on_old(rebuild, pair->to)
                       ? arena_printf(rebuild->arena,
                                      "index %s: rows that are alike make this fail",
                                      pair->to->id)
                       : NULL);
        rebuild->changes->list.items[rebuild->changes->list.count - 1].table =
            table || row_is(pair->to, "virtual table");
    }
}

static int
order_compare(const void *a, const void *b, void *context)
{
    const struct pair *pairs = context;
    const long one = pairs[*(const size_t *)a].to->order;
    const long other = pairs[*(const size_t *)b].to->order;
    return (one > other) - (one < other);
}

/* In the order in which they were made there: views may need each other. */
static void
make_all(struct rebuild *rebuild)
{
    static const char *const kinds[] = {"table", "virtual table", "index",
                                        "view",  "trigger",       NULL};
    size_t *order = arena_array(rebuild->arena, rebuild->pairs.count + 1, sizeof *order);
    for (const char *const *kind = kinds; *kind; kind++) {
        size_t count = 0;
        for (size_t i = 0; i < rebuild->pairs.count; i++)
            if (rebuild->pairs.items[i].to && row_is(rebuild->pairs.items[i].to, *kind))
                order[count++] = i;
        qsort_r(order, count, sizeof *order, order_compare, rebuild->pairs.items);
        for (size_t i = 0; i < count; i++)
            make(rebuild, order[i]);
    }
}

struct error *
sqlite_diff(struct schema_changes *changes, const struct schema *from,
            const struct schema *to, struct arena *arena)
{
    static const char *const drops[] = {"trigger",       "view",  "index",
                                        "virtual table", "table", NULL};
    struct schema_changes body = {0};
    struct rebuild rebuild = {.changes = &body, .arena = arena};
    struct addresses addresses;
    bool rebuilds = false;
    pairs_make(&rebuild.pairs, from, to, arena);
    addresses_make(&addresses, from, arena);
    const size_t count = rebuild.pairs.count;
    rebuild.fates = arena_array(arena, count + 1, sizeof *rebuild.fates);
    rebuild.texts = arena_array(arena, count * 2 + 1, sizeof *rebuild.texts);
    for (int owned = 0; owned < 2; owned++) /* owners first */
        for (size_t i = 0; i < count; i++) {
            const struct pair *pair = &rebuild.pairs.items[i];
            const struct schema_row *row = pair->from ? pair->from : pair->to;
            if ((row->parent != NULL) != owned)
                continue;
            rebuild.fates[i] = fate_of(&rebuild, i, &addresses);
            if (!row_is(row, "table") || !pair->from)
                continue;
            changes->keys_off |= is_taken_along(rebuild.fates[i]);
            rebuilds |= rebuild.fates[i] == FATE_CHANGES;
        }
    for (size_t i = 0; drops[i]; i++)
        drop_all(&rebuild, drops[i], &addresses);
    make_all(&rebuild);
    /* Foreign keys on, DROP TABLE would delete the rows that refer to it; and RENAME
     * would follow it into views and triggers that name a table which is not there just
     * then. */
    if (rebuilds)
        change_add(changes, arena, "PRAGMA legacy_alter_table = ON", NULL);
    vec_each (&body.list, change)
        vec_push(&changes->list, arena, *change);
    if (rebuilds)
        change_add(changes, arena, "PRAGMA legacy_alter_table = OFF", NULL);
    return NULL;
}
