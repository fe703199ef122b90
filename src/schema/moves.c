/* Renames are never guessed: they are said ("users.name:users.full_name"), done first,
 * and what is left is a difference like any other, since the database has renamed in
 * every text that names the thing. */
#include "rename.h"
#include "sqlite.h"

#include <string.h>

static const char *
rename_sql(const struct rename *rename, const struct schema *schema, const char *old,
           const char *new, struct arena *arena)
{
    const char *owner = rename->owner;
    const bool sqlite = schema->dialect == &sql_sqlite;
    if (row_is(rename->row, "column"))
        return arena_printf(arena, "ALTER TABLE %s RENAME COLUMN %s TO %s",
                            sqlite ? sqlite_quoted(owner, arena) : owner, old, new);
    return arena_printf(arena, "ALTER %s %s%s%s RENAME TO %s", object_of(rename->row),
                        owner, *owner ? "." : "", old, new);
}

struct move {
    const struct rename *rename;
    const char *from, *to;
};
struct moves {
    VEC(struct move) list;
};

/* One whose new name is still that of another goes there by way of a name of ours. */
static void
moves_plan(struct moves *moves, const struct rename *list, size_t count,
           struct arena *arena)
{
    VEC(struct move) later = {0};
    for (size_t i = 0; i < count; i++) {
        struct move move = {&list[i], list[i].old, list[i].new};
        if (str_is(str_from(move.from), move.to))
            continue;
        for (size_t k = i + 1; k < count; k++)
            if (str_compare(list[k].before, list[i].after) == 0 &&
                strcmp(list[k].owner, list[i].owner) == 0) {
                const char *via = arena_printf(arena, "migrate_renames_%zu", i + 1);
                const struct move last = {&list[i], via, move.to};
                move.to = via;
                vec_push(&later, arena, last);
                break;
            }
        vec_push(&moves->list, arena, move);
    }
    vec_each (&later, move)
        vec_push(&moves->list, arena, *move);
}

/* What is done, and what undoes it: in the opposite order. */
struct step {
    const char *there, *back;
};
struct steps {
    VEC(struct step) list;
};

static void
step_add(struct steps *steps, struct arena *arena, const char *there, const char *back)
{
    const struct step step = {there, back};
    vec_push(&steps->list, arena, step);
}

static void
steps_write(const struct steps *steps, struct schema_changes *there,
            struct schema_changes *back, struct arena *arena)
{
    for (size_t i = 0; i < steps->list.count; i++) {
        change_add(there, arena, steps->list.items[i].there, NULL);
        change_add(back, arena, steps->list.items[steps->list.count - 1 - i].back, NULL);
    }
}

/* A schema that something moves to may be a new one. */
static void
schema_step(struct steps *steps, const struct schema *from, const char *schema,
            struct arena *arena)
{
    const char *make = arena_printf(arena, "CREATE SCHEMA %s", schema);
    for (size_t i = 0; i < from->count; i++)
        if (row_is(&from->rows[i], "schema") && strcmp(from->rows[i].id, schema) == 0)
            return;
    vec_each (&steps->list, step)
        if (strcmp(step->there, make) == 0)
            return;
    step_add(steps, arena, make, arena_printf(arena, "DROP SCHEMA %s", schema));
}

static void
moves_write(struct steps *steps, const struct moves *moves, const struct schema *from,
            struct arena *arena)
{
    vec_each (&moves->list, move) {
        const struct rename *rename = move->rename;
        step_add(steps, arena, rename_sql(rename, from, move->from, move->to, arena),
                 rename_sql(rename, from, move->to, move->from, arena));
    }
}

/* Into the schemas first, then to their new names there. */
static void
schemas_write(struct steps *steps, struct rename *list, size_t count,
              const struct schema *from, const struct plains *plains)
{
    struct arena *arena = plains->arena;
    for (size_t i = 0; i < count; i++) {
        struct rename *rename = &list[i];
        if (!rename->schema)
            continue;
        const char *object = object_of(rename->row);
        const char *arrival = arena_printf(arena, "%s.%s", rename->schema, rename->old);
        schema_step(steps, from, rename->schema, arena);
        /* Its old name is another one's there: it arrives under a name of ours. */
        if (row_find(plains, str_from(arrival))) {
            const char *via = arena_printf(arena, "migrate_moves_%zu", i + 1);
            step_add(steps, arena,
                     arena_printf(arena, "ALTER %s %s.%s RENAME TO %s", object,
                                  rename->owner, rename->old, via),
                     arena_printf(arena, "ALTER %s %s.%s RENAME TO %s", object,
                                  rename->owner, via, rename->old));
            rename->old = via;
        }
        step_add(steps, arena,
                 arena_printf(arena, "ALTER %s %s.%s SET SCHEMA %s", object,
                              rename->owner, rename->old, rename->schema),
                 arena_printf(arena, "ALTER %s %s.%s SET SCHEMA %s", object,
                              rename->schema, rename->old, rename->owner));
        rename->owner = rename->schema;
    }
}

/* Extensions that are elsewhere are moved: what has their types would be lost otherwise.
 */
static void
extensions_write(struct steps *steps, const struct schema *from, const struct schema *to,
                 struct arena *arena)
{
    struct pairs pairs;
    pairs_make(&pairs, from, to, arena);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct pair *pair = &pairs.items[i];
        if (!pair->from || !pair->to || !row_is(pair->to, "extension") ||
            !pair->to->alter || strcmp(pair->from->key, pair->to->key) == 0)
            continue;
        schema_step(steps, from, pair->to->key, arena);
        step_add(steps, arena, pair->to->alter, pair->from->alter);
    }
}

/* Whether the name is another thing's, which keeps it; that is not wanted any more then,
 * and makes room under a name of ours. */
static const struct schema_row *
in_the_way(const struct rename *rename, const struct plains *plains,
           const struct rename *list, size_t count)
{
    const char *owner = rename->schema ? rename->schema : rename->owner;
    const char *id =
        arena_printf(plains->arena, "%s%s%s", owner, *owner ? "." : "", rename->new);
    /* What is in a schema does not make room for another one's. */
    const struct schema_row *row =
        row_is(rename->row, "schema") ? NULL : row_find(plains, str_from(id));
    if (!row || row_is(row, "schema") ||
        row_is(row, "column") != row_is(rename->row, "column"))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (list[i].row == row)
            return NULL;
    return row;
}

/* Before the renames that need the room. */
static size_t
room_make(struct rename *list, size_t count, const struct schema *from,
          const struct plains *plains)
{
    struct arena *arena = plains->arena;
    const size_t said = count;
    size_t made = 0;
    for (size_t i = 0; i < said; i++) {
        const struct rename *rename = &list[made + i];
        const struct schema_row *row = in_the_way(rename, plains, list, count);
        if (!row)
            continue;
        const char *new = arena_printf(arena, "migrate_replaced_%zu", made + 1);
        const struct rename way = {.row = row,
                                   .before = rename->after,
                                   .after = str_from(new),
                                   .old = sql_old(row, from, arena),
                                   .new = new,
                                   .owner =
                                       rename->schema ? rename->schema : rename->owner};
        memmove(list + 1, list, count * sizeof *list);
        list[0] = way;
        made++;
        count++;
    }
    return count;
}

struct error *
schema_rename(struct schema_changes *there, struct schema_changes *back,
              const struct schema *from, const struct schema *to, struct names renames,
              struct arena *arena)
{
    /* Columns before their tables, since they are named by what those were called. Each
     * may need room. */
    struct rename *columns = arena_array(arena, renames.count * 2 + 1, sizeof *columns);
    struct rename *others = arena_array(arena, renames.count * 2 + 1, sizeof *others);
    size_t column_count = 0, other_count = 0;
    struct moves columns_moves = {0}, moves = {0};
    struct steps steps = {0};
    struct plains plains = {0};
    *there = *back = (struct schema_changes){0};
    if (renames.count)
        plains_make(&plains, from, arena);
    for (size_t i = 0; i < renames.count; i++) {
        struct rename rename;
        struct error *error = rename_read(&rename, from, &plains, renames.items[i]);
        if (error)
            return error;
        if (row_is(rename.row, "column"))
            columns[column_count++] = rename;
        else
            others[other_count++] = rename;
    }
    column_count = room_make(columns, column_count, from, &plains);
    other_count = room_make(others, other_count, from, &plains);
    moves_plan(&columns_moves, columns, column_count, arena);
    moves_write(&steps, &columns_moves, from, arena);
    schemas_write(&steps, others, other_count, from, &plains);
    moves_plan(&moves, others, other_count, arena);
    moves_write(&steps, &moves, from, arena);
    extensions_write(&steps, from, to, arena);
    steps_write(&steps, there, back, arena);
    return NULL;
}

void
schema_join(struct schema_changes *changes, const struct schema_changes *more,
            struct arena *arena)
{
    vec_each (&more->list, change)
        vec_push(&changes->list, arena, *change);
    changes->commits |= more->commits;
    changes->keys_off |= more->keys_off;
    changes->unchecked |= more->unchecked;
}
