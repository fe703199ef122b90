/* PostgreSQL: a value that ALTER TYPE … ADD VALUE adds cannot be used before it is
 * committed (enum.c: check_safe_enum_use). */
#include "tokens.h"

#include <string.h>

/* schema.name or name, at token `i`; `i` is set behind it. */
static struct str
type_name(const struct sql_token *tokens, size_t count, size_t *i)
{
    struct str name = {0};
    while (*i < count && *i < TOKENS &&
           (tokens[*i].kind == SQL_WORD || tokens[*i].kind == SQL_QUOTED)) {
        name = tokens[(*i)++].text;
        if (*i >= count || *i >= TOKENS || !str_is(tokens[*i].text, "."))
            break;
        ++*i;
    }
    return name;
}

bool
sql_new_value(struct sql_new_value *value, const struct sql_dialect *dialect,
              const struct sql_statement *statement)
{
    *value = (struct sql_new_value){0};
    if (dialect != &sql_postgresql || statement->word_count < 3 ||
        !str_is_nocase(statement->words[1], "type"))
        return false;
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(dialect, statement, tokens);
    size_t i = 2;
    value->type = type_name(tokens, count, &i);
    if (str_is_nocase(statement->words[0], "create"))
        return value->type.length > 0;
    if (i + 2 >= count || i + 2 >= TOKENS || !is_token(&tokens[i], "add") ||
        !is_token(&tokens[i + 1], "value"))
        return false;
    i += 2;
    if (is_token(&tokens[i], "if"))
        i += 3; /* IF NOT EXISTS */
    if (i >= count || i >= TOKENS || tokens[i].kind != SQL_STRING)
        return false;
    value->text = tokens[i].text;
    return true;
}

static bool
same_name(struct str a, struct str b)
{
    a = unquoted(a);
    b = unquoted(b);
    return a.length == b.length && strncasecmp(a.data, b.data, a.length) == 0;
}

/* Only what is evident: the value and its type in one statement. */
const char *
sql_uses_value(const struct sql_dialect *dialect, const struct sql_statement *statement,
               const struct sql_new_value *value)
{
    struct sql_lexer lexer = {dialect, statement->body.data,
                              statement->body.data + statement->body.length, false};
    const char *at = NULL;
    bool typed = false;
    /* These name a value, and do not use it. */
    static const char *const names[] = {"comment", "alter"};
    if (statement->word_count > 1 && (str_is_nocase(statement->words[0], names[0]) ||
                                      (str_is_nocase(statement->words[0], names[1]) &&
                                       str_is_nocase(statement->words[1], "type"))))
        return NULL;
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error || token.kind == SQL_END) {
            error_free(error);
            return typed ? at : NULL;
        }
        if (token.kind == SQL_STRING && str_equal(token.text, value->text))
            at = token.text.data;
        typed |= (token.kind == SQL_WORD || token.kind == SQL_QUOTED) &&
                 same_name(token.text, value->type);
    }
}
