/* Columns are lines on their way to a revision. A revision takes the column that leads to
 * it, and gives it to its first parent; further parents get columns beside it. When two
 * columns lead to the same revision, the right one is drawn over to the left one. */
#include "draw.h"

#include <stdio.h>
#include <string.h>

struct columns {
    VEC(size_t) list; /* where each leads; no two alike between revisions */
    struct arena *arena;
    struct buf row; /* the line of text under way */
};

static size_t
column_find(const struct columns *columns, size_t revision)
{
    size_t i = 0;
    while (i < columns->list.count && columns->list.items[i] != revision)
        i++;
    return i;
}

static void
column_insert(struct columns *columns, size_t at, size_t revision)
{
    vec_push(&columns->list, columns->arena, revision);
    memmove(&columns->list.items[at + 1], &columns->list.items[at],
            (columns->list.count - 1 - at) * sizeof *columns->list.items);
    columns->list.items[at] = revision;
}

static void
column_remove(struct columns *columns, size_t at)
{
    columns->list.count--;
    memmove(&columns->list.items[at], &columns->list.items[at + 1],
            (columns->list.count - at) * sizeof *columns->list.items);
}

static void
repeat(struct columns *columns, const char *text, size_t count)
{
    while (count--)
        buf_puts(&columns->row, text);
}

/* Prints the line, without the blanks at its end. */
static void
row_print(struct columns *columns)
{
    struct buf *row = &columns->row;
    while (row->length && row->data[row->length - 1] == ' ')
        row->length--;
    buf_char(row, '\n');
    fwrite(row->data, 1, row->length, stdout);
    row->length = 0;
}

/* A second line out of column `at`: to a new column on its right, for which the others
 * move (" \\"), or to the one that is there already ("| "). */
static void
row_split(struct columns *columns, size_t at, const char *others)
{
    repeat(columns, "| ", at);
    buf_puts(&columns->row, "|\\");
    repeat(columns, others, columns->list.count - at - 1);
    row_print(columns);
}

/* Column `at` ends: those on its right move left. */
static void
row_end(struct columns *columns, size_t at)
{
    if (at + 1 == columns->list.count)
        return;
    repeat(columns, "| ", at);
    repeat(columns, " /", columns->list.count - at - 1);
    row_print(columns);
}

/* Column `right` goes over to column `left`, under those between: one row when they are
 * neighbours, else two. */
static void
rows_join(struct columns *columns, size_t left, size_t right)
{
    const size_t after = columns->list.count - right - 1;
    if (right > left + 1) {
        repeat(columns, "| ", left + 1);
        repeat(columns, "|_", right - left - 2);
        buf_puts(&columns->row, "|/");
        repeat(columns, " /", after);
        row_print(columns);
    }
    repeat(columns, "| ", left);
    buf_puts(&columns->row, "|/");
    if (right > left + 1) {
        repeat(columns, "| ", right - left - 1 + after);
    } else {
        repeat(columns, " /", after);
    }
    row_print(columns);
}

/* Lets every revision have one column only. */
static void
columns_join(struct columns *columns)
{
    for (size_t right = 1; right < columns->list.count; right++) {
        const size_t left = column_find(columns, columns->list.items[right]);
        if (left == right)
            continue;
        rows_join(columns, left, right);
        column_remove(columns, right--);
    }
}

/* From the revision in column `at` to its parents. */
static void
columns_go_on(struct columns *columns, size_t at, struct indices parents)
{
    if (!parents.count) {
        row_end(columns, at);
        column_remove(columns, at);
        return;
    }
    columns->list.items[at] = parents.items[0];
    for (size_t k = 1, from = at; k < parents.count; k++) {
        if (from + 1 < columns->list.count &&
            columns->list.items[from + 1] == parents.items[k]) {
            row_split(columns, from, "| ");
            continue;
        }
        row_split(columns, from, " \\");
        column_insert(columns, ++from, parents.items[k]);
    }
    columns_join(columns);
}

/* The first line beside the star, the others beside the lines. */
static void
text_print(struct columns *columns, size_t at, struct str text)
{
    const char *mark = "* ";
    while (text.length) {
        const struct str line = str_before(text, '\n', &text, NULL);
        repeat(columns, "| ", at);
        buf_puts(&columns->row, mark);
        repeat(columns, "| ", columns->list.count - at - 1);
        buf_add(&columns->row, line);
        row_print(columns);
        mark = "| ";
    }
}

static struct indices
parents_within(const struct graph *graph, struct arena *arena, size_t revision,
               const bool *set)
{
    const struct indices all = graph_links(graph, EDGES_PARENTS, revision);
    struct indices parents = {0};
    for (size_t k = 0; k < all.count; k++)
        if (set[all.items[k]])
            indices_add(&parents, arena, all.items[k]);
    return parents;
}

/* Children before parents, and a branch as a whole where that can be: of those that may
 * come next the one that became so last. */
static struct indices
order(const struct graph *graph, struct arena *arena, const bool *set)
{
    size_t *waiting = arena_array(arena, graph->count + 1, sizeof *waiting);
    struct indices ready = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    struct indices sorted = {arena_array(arena, graph->count + 1, sizeof(size_t)), 0};
    for (size_t i = 0; i < graph->count; i++) {
        const struct indices down = graph_links(graph, EDGES_ALL_CHILDREN, i);
        for (size_t k = 0; set[i] && k < down.count; k++)
            waiting[i] += set[down.items[k]];
        if (set[i] && !waiting[i])
            ready.items[ready.count++] = i;
    }
    while (ready.count) {
        const size_t i = ready.items[--ready.count];
        sorted.items[sorted.count++] = i;
        const struct indices up = graph_links(graph, EDGES_ALL_PARENTS, i);
        for (size_t k = up.count; k-- > 0;)
            if (set[up.items[k]] && --waiting[up.items[k]] == 0)
                ready.items[ready.count++] = up.items[k];
    }
    return sorted;
}

void
draw_history(const struct listing *listing, const bool *set)
{
    const struct graph *graph = &listing->session->graph;
    struct arena arena = {0};
    struct columns columns = {.arena = &arena, .row.arena = &arena};
    const struct indices sorted = order(graph, &arena, set);
    size_t ended_at = GRAPH_NONE;
    for (size_t n = 0; n < sorted.count; n++) {
        const size_t revision = sorted.items[n];
        const size_t at = column_find(&columns, revision);
        if (at == columns.list.count) {
            /* Right under the end of a line it would look like its continuation. */
            if (n && at == ended_at) {
                repeat(&columns, "| ", at);
                row_print(&columns);
            }
            vec_push(&columns.list, columns.arena, revision);
        }
        listing->text->length = 0;
        listing_write(listing, revision, listing->text);
        text_print(&columns, at, buf_str(listing->text));
        const struct indices parents = parents_within(graph, &arena, revision, set);
        columns_go_on(&columns, at, parents);
        ended_at = parents.count ? GRAPH_NONE : at;
    }
    arena_free(&arena);
}
