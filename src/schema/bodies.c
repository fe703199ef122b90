/* What functions name in the text of their bodies: the server keeps no record of it, but
 * looks when a function is made, and when it puts its body in the place of a call. */
#include "diff.h"

#include <string.h>

/* Tables, and what may be: a function that needs one cannot stand before it. */
static bool
is_relation(const struct schema_row *row)
{
    static const char *const kinds[] = {"table", "view", "materialized view", "column",
                                        NULL};
    return one_of(row, kinds);
}

static bool
is_function(const struct schema_row *row)
{
    return row && (row_is(row, "function") || row_is(row, "procedure"));
}

/* "k2" of public.k2(text), with its quotes. */
static struct str
bare_name(const struct schema_row *function)
{
    size_t end = 0;
    for (bool quoted = false; function->id[end] && (quoted || function->id[end] != '(');
         end++)
        quoted ^= function->id[end] == '"';
    return id_last((struct str){function->id, end}, &(struct str){0});
}

static bool
calls(const char *body, struct str name)
{
    const char *end = body + strlen(body);
    for (const char *at = body;
         (at = memmem(at, (size_t)(end - at), name.data, name.length)); at++)
        if (at[name.length] == '(')
            return true;
    return false;
}

void
edges_of_bodies(struct diff *diff)
{
    enum { MOST = 1000 }; /* each with each */
    bool *bound = arena_array(diff->arena, diff->pairs.count + 1, sizeof *bound);
    size_t *list = arena_array(diff->arena, diff->pairs.count + 1, sizeof *list);
    size_t count = 0;
    vec_each (&diff->to.uses, use) {
        const struct schema_row *used = diff->pairs.items[use->used].to;
        bound[use->user] |= used && is_relation(used);
    }
    for (size_t i = 0; i < diff->pairs.count; i++)
        if (is_function(diff->pairs.items[i].to) &&
            (diff->makes[i] != SCHEMA_NONE || diff->alters[i] != SCHEMA_NONE))
            list[count++] = i;
    for (size_t i = 0; count <= MOST && i < count; i++) {
        const size_t callee = list[i];
        const struct str name = bare_name(diff->pairs.items[callee].to);
        /* Through a table it would be a circle. */
        for (size_t k = 0; !bound[callee] && k < count; k++) {
            const size_t caller = list[k];
            if (caller == callee ||
                !calls(diff->pairs.items[caller].to->definition, name))
                continue;
            edge_add(diff, diff->makes[callee], diff->makes[caller]);
            edge_add(diff, diff->makes[callee], diff->alters[caller]);
        }
    }
}
