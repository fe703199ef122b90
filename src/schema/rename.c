/* Renames are never guessed: they are said ("users.name:users.full_name"), done first,
 * and what is left is a difference like any other, since the database has renamed in
 * every text that names the thing. */
#include "schema.h"

#include <string.h>

struct rename {
    const struct schema_row *row;
    struct str before, after; /* the last part of the name, as the row's id writes it */
    const char *owner;        /* of a column: its table */
};

static const char *
object_of(const struct schema_row *row)
{
    static const struct {
        const char *kind, *object;
    } objects[] = {{"table", "TABLE"},
                   {"view", "VIEW"},
                   {"materialized view", "MATERIALIZED VIEW"},
                   {"sequence", "SEQUENCE"},
                   {"index", "INDEX"},
                   {"enum", "TYPE"},
                   {"composite", "TYPE"},
                   {"range", "TYPE"},
                   {"domain", "DOMAIN"},
                   {"schema", "SCHEMA"},
                   {"column", "COLUMN"}};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (row_is(row, objects[i].kind))
            return objects[i].object;
    return NULL;
}

static struct error *
rename_read(struct rename *rename, const struct schema *from, struct str text,
            struct arena *arena)
{
    struct str new, owner, new_owner;
    const struct str old = str_before(text, ':', &new, NULL);
    *rename = (struct rename){0};
    for (size_t i = 0; i < from->count && !rename->row; i++)
        if (object_of(&from->rows[i]) && str_is(old, from->rows[i].id))
            rename->row = &from->rows[i];
    if (!new.length)
        return error_hint(
            error_new(ERROR_USAGE, "--rename %.*s says no new name", STR_ARG(text)),
            "as in --rename users.name:users.full_name");
    if (!rename->row)
        return error_hint(error_new(ERROR_USAGE, "--rename %.*s: there is no %.*s",
                                    STR_ARG(text), STR_ARG(old)),
                          "name what the revisions make, with its table and, if it is "
                          "not in public, its schema");
    rename->before = id_last(old, &owner);
    rename->after = id_last(new, &new_owner);
    rename->owner = str_dup(arena, owner);
    return NULL;
}

static const char *
rename_sql(const struct rename *rename, const struct sql_dialect *dialect,
           struct str from, struct str to, struct arena *arena)
{
    const bool sqlite = dialect == &sql_sqlite;
    const char *owner = rename->owner;
    if (row_is(rename->row, "column"))
        return arena_printf(arena, "ALTER TABLE %s RENAME COLUMN %.*s TO %.*s", owner,
                            STR_ARG(from), STR_ARG(to));
    if (sqlite)
        return arena_printf(arena, "ALTER TABLE %.*s RENAME TO %.*s", STR_ARG(from),
                            STR_ARG(to));
    return arena_printf(arena, "ALTER %s %s%s%.*s RENAME TO %.*s", object_of(rename->row),
                        owner, *owner ? "." : "", STR_ARG(from), STR_ARG(to));
}

struct error *
schema_rename(struct schema_changes *there, struct schema_changes *back,
              const struct schema *from, struct names renames, struct arena *arena)
{
    struct rename *list = arena_array(arena, renames.count + 1, sizeof *list);
    *there = *back = (struct schema_changes){0};
    for (size_t i = 0; i < renames.count; i++) {
        struct error *error = rename_read(&list[i], from, renames.items[i], arena);
        if (error)
            return error;
    }
    /* Two that change places meet half-way under names of ours. */
    const bool direct = renames.count < 2;
    for (size_t i = 0; i < renames.count; i++) {
        const struct str via =
            direct ? list[i].after
                   : str_from(arena_printf(arena, "migrate_renames_%zu", i + 1));
        change_add(there, arena,
                   rename_sql(&list[i], from->dialect, list[i].before, via, arena), NULL);
    }
    for (size_t i = 0; !direct && i < renames.count; i++) {
        const struct str via =
            str_from(arena_printf(arena, "migrate_renames_%zu", i + 1));
        change_add(there, arena,
                   rename_sql(&list[i], from->dialect, via, list[i].after, arena), NULL);
        change_add(back, arena,
                   rename_sql(&list[i], from->dialect, list[i].after, via, arena), NULL);
    }
    for (size_t i = renames.count; i-- > 0;) {
        const struct str via =
            direct ? list[i].after
                   : str_from(arena_printf(arena, "migrate_renames_%zu", i + 1));
        change_add(back, arena,
                   rename_sql(&list[i], from->dialect, via, list[i].before, arena), NULL);
    }
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
}
