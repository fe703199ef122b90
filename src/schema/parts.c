/* Names that the server made of others: what a renamed table or column leaves behind, as
 * users_pkey of a table that is called people now. Where all else is equal it is renamed,
 * since making it anew would build an index again, and hold locks meanwhile. */
#include "schema.h"

#include <string.h>

/* What is left of CREATE INDEX without the name. */
static bool
is_same_index(const struct schema_row *from, const struct schema_row *to)
{
    const struct str old = id_last(str_from(from->id), &(struct str){0});
    const struct str new = id_last(str_from(to->id), &(struct str){0});
    const char *a = strstr(from->make, "INDEX "), *b = strstr(to->make, "INDEX ");
    if (!a || !b || a - from->make != b - to->make ||
        strncmp(from->make, to->make, (size_t)(a - from->make)) != 0)
        return false;
    a += strlen("INDEX ");
    b += strlen("INDEX ");
    return str_starts(str_from(a), old) && str_starts(str_from(b), new) &&
           strcmp(a + old.length, b + new.length) == 0;
}

static bool
is_same_constraint(const struct schema_row *from, const struct schema_row *to)
{
    return strcmp(from->id + id_name(from->id).length, to->id + id_name(to->id).length) ==
               0 &&
           strcmp(from->key, to->key) == 0 &&
           strcmp(from->definition, to->definition) == 0;
}

static const char *
owner_of(const struct schema *schema, const char *sequence)
{
    for (size_t i = 0; i < schema->count; i++)
        if (row_is(&schema->rows[i], "sequence owner") &&
            strcmp(schema->rows[i].id, sequence) == 0)
            return schema->rows[i].definition;
    return NULL;
}

struct parts {
    const struct schema *from, *to;
    struct pairs pairs;
};

static bool
is_same_part(const struct parts *parts, const struct schema_row *from,
             const struct schema_row *to)
{
    if (strcmp(from->kind, to->kind) != 0 || row_follows(from) || row_follows(to))
        return false;
    if (row_is(from, "constraint"))
        return is_same_constraint(from, to);
    if (row_is(from, "index"))
        return is_same_index(from, to);
    if (!row_is(from, "sequence") || strcmp(from->definition, to->definition) != 0)
        return false;
    const char *old = owner_of(parts->from, from->id), *new = owner_of(parts->to, to->id);
    return old && new &&strcmp(old, new) == 0;
}

/* Its own name, without schema or table. */
static struct str
name_of(const struct schema_row *row)
{
    return row_is(row, "constraint") ? id_name(row->id)
                                     : id_last(str_from(row->id), &(struct str){0});
}

static bool
is_free(const struct parts *parts, struct str name)
{
    for (size_t i = 0; i < parts->from->count; i++) {
        const struct schema_row *row = &parts->from->rows[i];
        if ((!row->parent || row_is(row, "constraint") || row_is(row, "index") ||
             row_is(row, "sequence")) &&
            str_equal(name_of(row), name))
            return false;
    }
    return true;
}

static const char *
part_sql(const struct schema_row *from, const struct schema_row *to, struct arena *arena)
{
    const struct str old = name_of(from), new = name_of(to);
    struct str schema;
    if (row_is(from, "constraint"))
        return arena_printf(arena, "ALTER TABLE %s RENAME CONSTRAINT %.*s TO %.*s",
                            from->id + old.length + strlen(" ON "), STR_ARG(old),
                            STR_ARG(new));
    id_last(str_from(from->id), &schema);
    return arena_printf(arena, "ALTER %s %.*s.%.*s RENAME TO %.*s",
                        row_is(from, "index") ? "INDEX" : "SEQUENCE", STR_ARG(schema),
                        STR_ARG(old), STR_ARG(new));
}

void
schema_rename_parts(struct schema_changes *there, struct schema_changes *back,
                    const struct schema *from, const struct schema *to,
                    struct arena *arena)
{
    struct parts parts = {.from = from, .to = to};
    *there = *back = (struct schema_changes){0};
    if (from->dialect == &sql_sqlite)
        return;
    pairs_make(&parts.pairs, from, to, arena);
    bool *taken = arena_array(arena, parts.pairs.count + 1, sizeof *taken);
    for (size_t i = 0; i < parts.pairs.count; i++) {
        const struct pair *old = &parts.pairs.items[i];
        for (size_t k = 0; old->from && !old->to && k < parts.pairs.count; k++) {
            const struct pair *new = &parts.pairs.items[k];
            if (!new->to || new->from || taken[k] ||
                !is_same_part(&parts, old->from, new->to) ||
                !is_free(&parts, name_of(new->to)))
                continue;
            taken[k] = true;
            change_add(there, arena, part_sql(old->from, new->to, arena), NULL);
            change_add(back, arena, part_sql(new->to, old->from, arena), NULL);
            break;
        }
    }
}
