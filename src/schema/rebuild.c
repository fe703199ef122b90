/* From one schema of SQLite to another. What ALTER TABLE cannot do is done by the
 * procedure of sqlite.org/lang_altertable.html: a new table under another name, its rows
 * copied, the old one dropped, the new one renamed; then its indexes and triggers. */
#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* What becomes of a row. */
enum fate {
    FATE_SAME,
    FATE_GOES,
    FATE_COMES,
    FATE_CHANGES,
    FATE_ALTERS /* columns come or go */
};

struct rebuild {
    struct schema_changes *changes;
    struct arena *arena;
    struct pairs pairs;
    enum fate *fates;         /* of each pair */
    struct table_text *texts; /* of each pair that is a table on both sides: two */
    bool whole; /* no view lacks, for a while, what it names: SQLite looks at all of them
                 */
};

/* Whether columns come or go, which can be done in place, and nothing else. */
static enum fate
table_fate(const struct rebuild *rebuild, const struct table_text *before,
           const struct table_text *after)
{
    if (strcmp(before->rest, after->rest) != 0)
        return FATE_CHANGES;
    vec_each (&before->columns, column) {
        const struct table_column *now = column_find(after, column->name);
        if (now ? strcmp(now->normal, column->normal) != 0
                : !rebuild->whole || !can_be_dropped(before, column))
            return FATE_CHANGES;
    }
    vec_each (&after->columns, column)
        if (!column_find(before, column->name) && !can_be_added(column))
            return FATE_CHANGES;
    if (!columns_order(before, after, rebuild->arena))
        return FATE_CHANGES;
    return added_count(before, after) || before->columns.count != after->columns.count
               ? FATE_ALTERS
               : FATE_SAME;
}

static void
columns_drop(struct rebuild *rebuild, const struct schema_row *row,
             const struct table_text *before, const struct table_text *after)
{
    vec_each (&before->columns, column)
        if (!column_find(after, column->name))
            change_add(rebuild->changes, rebuild->arena,
                       arena_printf(rebuild->arena, "ALTER TABLE %s DROP COLUMN %.*s",
                                    sqlite_quoted(row->id, rebuild->arena),
                                    STR_ARG(written_name(column, rebuild->arena))),
                       is_generated(column)
                           ? NULL
                           : arena_printf(rebuild->arena,
                                          "drops column %s.%s (data loss)", row->id,
                                          column->name));
}

static void
columns_add(struct rebuild *rebuild, const struct schema_row *row,
            const struct table_text *before, const struct table_text *after)
{
    const size_t *order = columns_order(before, after, rebuild->arena);
    const size_t count = added_count(before, after);
    for (size_t i = 0; i < count; i++) {
        const struct table_column *column = &after->columns.items[order[i]];
        change_add(
            rebuild->changes, rebuild->arena,
            arena_printf(rebuild->arena, "ALTER TABLE %s ADD COLUMN %.*s",
                         sqlite_quoted(row->id, rebuild->arena), STR_ARG(column->text)),
            is_picky(column)
                ? arena_printf(rebuild->arena,
                               "column %s.%s: its own values may make this fail if "
                               "there are rows",
                               row->id, column->name)
                : NULL);
    }
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
    if (!names.length)
        return;
    change_add(rebuild->changes, arena,
               arena_printf(arena, "INSERT OR ABORT INTO %s (%s)\n    SELECT %s FROM %s",
                            new, buf_text(&names), buf_text(&values), old),
               NULL);
    change_add(rebuild->changes, arena,
               arena_printf(arena,
                            "-- Fails (integer overflow) unless every row was copied.\n"
                            "SELECT abs(-9223372036854775807 - 1)\n    WHERE (SELECT"
                            " count(*) FROM %s) <> (SELECT count(*) FROM %s)",
                            new, old),
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
    struct buf out = {.arena = rebuild->arena}, added = out, picky = out;
    vec_each (&after->columns, column) {
        const struct table_column *was = column_find(before, column->name);
        if (!was && is_picky(column))
            buf_printf(&picky, "%s %s.%s", picky.length ? "," : "the values of", row->id,
                       column->name);
        if (!was && !is_generated(column) && holds(column->clauses, "not null") &&
            !holds(column->clauses, "default"))
            buf_printf(&added, "%s %s.%s", added.length ? "," : "no default for", row->id,
                       column->name);
        if (was && !takes_what_was_there(was, column, rebuild->arena))
            buf_printf(&out, "%s %s.%s", out.length ? "," : "changes column", row->id,
                       column->name);
    }
    if (strcmp(before->rest, after->rest) != 0)
        buf_printf(&out, "%s the constraints or options of %s",
                   out.length ? "," : "changes", row->id);
    if (added.length)
        buf_puts(&added, ": this fails if there are rows");
    if (picky.length)
        buf_printf(&added, "%s%s may make this fail if there are rows",
                   added.length ? "; " : "", buf_text(&picky));
    if (!out.length)
        return added.length ? buf_text(&added) : NULL;
    buf_puts(&out, ": rows that do not fit make this fail, and values may be converted");
    if (added.length)
        buf_printf(&out, "; %s", buf_text(&added));
    return buf_text(&out);
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
    if (has_counter(before) && has_counter(after)) {
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
        return table_fate(rebuild, &texts[0], &texts[1]);
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
                       is_index_of_rows(row, rebuild->arena)
                           ? NULL
                           : warning_of_drop(row, rebuild->arena));
    }
}

/* Of an index that is new, or another one than was there. */
static bool
is_unique_on_old(const struct rebuild *rebuild, const struct schema_row *row)
{
    if (!row_is(row, "index") ||
        !str_starts(str_from(row->definition), STR("create unique index ")))
        return false;
    const struct str table = {row->parent, strlen(row->parent) - strlen(".0")};
    const size_t was = pair_find(&rebuild->pairs, "index", row->id);
    const size_t owner =
        pair_find(&rebuild->pairs, "table", str_dup(rebuild->arena, table));
    const struct schema_row *before = rebuild->pairs.items[was].from;
    return owner != SCHEMA_NONE && rebuild->pairs.items[owner].from &&
           (!before || strcmp(before->definition, row->definition) != 0);
}

static void
make(struct rebuild *rebuild, size_t i)
{
    const struct pair *pair = &rebuild->pairs.items[i];
    const struct table_text *texts = &rebuild->texts[i * 2];
    const bool table = row_is(pair->to, "table");
    const enum fate fate = rebuild->fates[i];
    if (fate == FATE_ALTERS) {
        columns_drop(rebuild, pair->from, &texts[0], &texts[1]);
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

/* A new one beside rows finds nothing, and what removes a row from it fails. */
static void
indexes_fill(struct rebuild *rebuild)
{
    bool rows = false;
    for (size_t i = 0; i < rebuild->pairs.count; i++)
        rows |=
            rebuild->pairs.items[i].from && row_is(rebuild->pairs.items[i].from, "table");
    for (size_t i = 0; i < rebuild->pairs.count && rows; i++) {
        const struct schema_row *row = rebuild->pairs.items[i].to;
        if (!row || !row_is(row, "virtual table") || rebuild->fates[i] == FATE_SAME ||
            !is_index_of_rows(row, rebuild->arena))
            continue;
        const char *name = sqlite_quoted(row->id, rebuild->arena);
        change_add(rebuild->changes, rebuild->arena,
                   arena_printf(rebuild->arena, "INSERT INTO %s (%s) VALUES ('rebuild')",
                                name, name),
                   NULL);
    }
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

static bool
is_whole(const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = &pairs->items[i];
        if (pair->from && !pair->from->parent &&
            (!pair->to || (!row_is(pair->to, "table") &&
                           strcmp(pair->from->definition, pair->to->definition) != 0)))
            return false;
    }
    return true;
}

static bool
drops_any(const struct table_text *before, const struct table_text *after)
{
    return before->columns.count + added_count(before, after) > after->columns.count;
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
    rebuild.whole = is_whole(&rebuild.pairs);
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
            rebuilds |= rebuild.fates[i] == FATE_CHANGES ||
                        (rebuild.fates[i] == FATE_ALTERS && pair->to &&
                         drops_any(&rebuild.texts[i * 2], &rebuild.texts[i * 2 + 1]));
        }
    for (size_t i = 0; drops[i]; i++)
        drop_all(&rebuild, drops[i], &addresses);
    make_all(&rebuild);
    indexes_fill(&rebuild);
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
