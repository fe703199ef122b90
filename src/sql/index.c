/* CREATE INDEX and DROP INDEX, and what else may stop in its middle, taken apart. */
#include "tokens.h"

/* A name as the catalog has it. */
static const char *
catalog_name(const struct sql_token *token, struct arena *arena)
{
    struct buf name = {.arena = arena};
    const struct str text = unquoted(token->text);
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (token->kind == SQL_QUOTED) {
            buf_char(&name, c);
            i += c == '"'; /* each one within is doubled */
        } else {
            buf_char(&name, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
        }
    }
    return buf_text(&name);
}

/* name[.name[.name]] from `i` on, as written; `i` is then behind it. */
static struct str
qualified_name(const struct sql_token *tokens, size_t count, size_t *i)
{
    const size_t first = *i;
    size_t last = first;
    if (first >= count)
        return (struct str){0};
    while (last + 2 < count && str_is(tokens[last + 1].text, "."))
        last += 2;
    *i = last + 1;
    const char *end = tokens[last].text.data + tokens[last].text.length;
    return (struct str){tokens[first].text.data, (size_t)(end - tokens[first].text.data)};
}

static bool
take(const struct sql_token *tokens, size_t count, size_t *i, const char *word)
{
    const bool found = *i < count && is_token(&tokens[*i], word);
    *i += found;
    return found;
}

static bool
take_words(const struct sql_token *tokens, size_t count, size_t *i, const char *first,
           const char *second, const char *third)
{
    const size_t before = *i;
    if (take(tokens, count, i, first) && take(tokens, count, i, second) &&
        (!third || take(tokens, count, i, third)))
        return true;
    *i = before;
    return false;
}

bool
sql_index(struct sql_index *index, const struct sql_dialect *dialect,
          const struct sql_statement *statement, struct arena *arena)
{
    struct sql_token tokens[TOKENS];
    const size_t all = tokens_of(dialect, statement, tokens);
    const size_t count = all < TOKENS ? all : TOKENS;
    size_t i = 0;
    *index = (struct sql_index){0};
    index->drops = take(tokens, count, &i, "drop");
    if (!index->drops && !take(tokens, count, &i, "create"))
        return false;
    index->unique = take(tokens, count, &i, "unique");
    if (!take(tokens, count, &i, "index"))
        return false;
    index->concurrently = take(tokens, count, &i, "concurrently");
    if (index->drops) {
        index->if_exists = take_words(tokens, count, &i, "if", "exists", NULL);
        index->name = qualified_name(tokens, count, &i);
        return index->name.length > 0;
    }
    index->if_exists = take_words(tokens, count, &i, "if", "not", "exists");
    if (i < count && !is_token(&tokens[i], "on"))
        index->catalog_name = catalog_name(&tokens[i++], arena);
    if (!take(tokens, count, &i, "on"))
        return false;
    take(tokens, count, &i, "only");
    index->table = qualified_name(tokens, count, &i);
    if (!index->table.length)
        return false;
    const char *rest = index->table.data + index->table.length;
    const struct str body = statement->body;
    index->rest = (struct str){rest, (size_t)(body.data + body.length - rest)};
    if (str_ends(index->rest, STR(";")))
        index->rest.length--;
    return true;
}

bool
sql_detach(struct sql_detach *detach, const struct sql_dialect *dialect,
           const struct sql_statement *statement)
{
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, statement, tokens);
    size_t i = 0;
    *detach = (struct sql_detach){0};
    if (dialect != &sql_postgresql || count > TOKENS ||
        !take_words(tokens, count, &i, "alter", "table", NULL))
        return false;
    take_words(tokens, count, &i, "if", "exists", NULL);
    take(tokens, count, &i, "only");
    detach->table = qualified_name(tokens, count, &i);
    if (i < count && str_is(tokens[i].text, "*"))
        i++;
    if (!take_words(tokens, count, &i, "detach", "partition", NULL))
        return false;
    detach->partition = qualified_name(tokens, count, &i);
    return take(tokens, count, &i, "concurrently") && i == count;
}

struct str
sql_vacuum_into(const struct sql_dialect *dialect, const struct sql_statement *statement)
{
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, statement, tokens);
    size_t i = 0;
    if (dialect != &sql_sqlite || count > TOKENS || !take(tokens, count, &i, "vacuum"))
        return (struct str){0};
    if (i < count && !is_token(&tokens[i], "into"))
        i++; /* the schema */
    if (!take(tokens, count, &i, "into") || i + 1 != count ||
        tokens[i].kind != SQL_STRING)
        return (struct str){0};
    return unquoted(tokens[i].text);
}
