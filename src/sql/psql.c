/* The commands of psql, and the other things that it reads by itself: pg_dump's output is
 * made for it. The reasons why a command is not run are for whoever wrote it. */
#include "psql.h"

#include "migrate/buf.h"
#include "migrate/file.h"
#include "tokens.h"

#include <string.h>

static const char word_ends[] = " \t\r\n";

static const struct {
    const char *name;
    enum sql_command command;
} commands[] = {
    {"echo", SQL_COMMAND_ECHO},
    {"set", SQL_COMMAND_SET},
    {"unset", SQL_COMMAND_UNSET},
    {"i", SQL_COMMAND_INCLUDE},
    {"include", SQL_COMMAND_INCLUDE},
    {"ir", SQL_COMMAND_INCLUDE_RELATIVE},
    {"include_relative", SQL_COMMAND_INCLUDE_RELATIVE},
    {"restrict", SQL_COMMAND_RESTRICT},
    {"unrestrict", SQL_COMMAND_UNRESTRICT},
};

/* Names, each between blanks. */
static const struct {
    const char *names, *why, *remedy;
} refusals[] = {
    {" c connect ", "a script is run on one database, by one user",
     "take the line out, and name the database with --url"},
    {" copy ", "it reads or writes files of whoever runs it",
     "write COPY … FROM stdin with the data in the script"},
    {" g gx gexec gset gdesc crosstabview watch bind parse ",
     "what it sends depends on an answer, or on what was typed before",
     "end the statement with a semicolon, or do it in a DO block"},
    {" if elif else endif ", "a script says the same wherever it is run",
     "decide in SQL, with DO $$ … $$"},
    {" ! o out w write s setenv cd prompt password edit e p print r reset ",
     "it works on the machine of whoever runs it", "take the line out"},
    {" encoding ", "scripts are UTF-8", "save the file as UTF-8 and take the line out"},
    {" q quit ", "what follows would be left out in silence",
     "take the rest of the script out"},
    {" a C conninfo copyright errverbose f H html pset qecho t T timing warn x ? h help ",
     "it only changes what psql shows", "take the line out"},
    {" . ", "it ends the data of COPY … FROM stdin, and there are none",
     "take the line out"},
};

static struct error *
refuse(const char *at, struct str name)
{
    if (name.length && name.data[0] == 'd')
        return error_hint(error_at(at, ERROR_USAGE,
                                   "\\%.*s is not run here: it describes the database to "
                                   "people",
                                   STR_ARG(name)),
                          "take the line out");
    char blank[32];
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (name.length + 3 > sizeof blank)
            break;
        blank[0] = blank[name.length + 1] = ' ';
        memcpy(blank + 1, name.data, name.length);
        blank[name.length + 2] = '\0';
        if (strstr(refusals[i].names, blank))
            return error_hint(error_at(at, ERROR_USAGE, "\\%.*s is not run here: %s",
                                       STR_ARG(name), refusals[i].why),
                              "%s", refusals[i].remedy);
    }
    return error_hint(error_at(at, ERROR_USAGE,
                               "\\%.*s is a command of psql, or none at all, and is not "
                               "run here",
                               STR_ARG(name)),
                      "\\i, \\ir, \\echo, \\set, \\unset, \\restrict and \\unrestrict "
                      "are; take the line out, or write what it does in SQL");
}

static struct str
word_take(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t length = 0;
    while (length < rest->length && !strchr(word_ends, rest->data[length]))
        length++;
    const struct str word = {rest->data, length};
    *rest = str_cut(*rest, length);
    return word;
}

/* pg_dump writes \restrict and a random key, so that nothing that it dumps can become a
 * command: a trick on psql that works on any reader of commands. */
static struct error *
restrict_command(struct sql_scanner *scanner, const struct sql_statement *statement,
                 const char *at)
{
    struct str rest = statement->arguments;
    const struct str key = word_take(&rest);
    const bool held = scanner->restricted.length > 0;
    if (statement->command == SQL_COMMAND_RESTRICT) {
        if (!key.length)
            return error_at(at, ERROR_USAGE, "\\restrict needs a key");
        if (held)
            return error_at(at, ERROR_USAGE, "\\restrict already holds here");
        scanner->restricted = key;
        return NULL;
    }
    if (!held)
        return error_at(at, ERROR_USAGE, "\\unrestrict without \\restrict");
    if (!str_equal(key, scanner->restricted))
        return error_at(at, ERROR_USAGE, "\\unrestrict with another key than \\restrict");
    scanner->restricted = (struct str){0};
    return NULL;
}

struct error *
psql_command(struct sql_scanner *scanner, struct sql_statement *statement)
{
    const char *at = scanner->lexer.at, *end = scanner->lexer.end;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    struct str line = {at, (size_t)((newline ? newline : end) - at)};
    scanner->lexer.at += line.length;
    line = str_trim(str_cut(line, 1));
    const struct str name = word_take(&line);
    statement->arguments = str_trim(line);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (str_is(name, commands[i].name))
            statement->command = commands[i].command;
    if (statement->command == SQL_COMMAND_RESTRICT ||
        statement->command == SQL_COMMAND_UNRESTRICT)
        return restrict_command(scanner, statement, at);
    if (scanner->restricted.length)
        return error_hint(
            error_at(at, ERROR_USAGE, "a psql command where \\restrict forbids them all"),
            "is it part of what was dumped? Then do not trust the dump");
    if (statement->command == SQL_COMMAND_NONE)
        return refuse(at, name);
    if (memmem(line.data, line.length, "\\\\", 2) &&
        !memchr(line.data, '\'', line.length))
        return error_hint(
            error_at(at, ERROR_USAGE, "\\\\ ends a command within its line"),
            "put what follows it on a line of its own");
    return NULL;
}

/* Whether at this backslash stands "\." with the end of a line behind it. */
static bool
is_end_marker(const char *at, const char *end)
{
    if (end - at < 2 || at[1] != '.')
        return false;
    const char *after = at + 2;
    after += after < end && *after == '\r';
    return after == end || *after == '\n';
}

/* The next line that begins with "\.", or NULL. By memchr(), which is many times as fast
 * as memmem() with so short a needle. */
static const char *
find_end(const char *p, const char *end, const char **early)
{
    while (p < end) {
        const size_t left = (size_t)(end - p);
        const size_t length = left < FILE_STRIDE ? left : FILE_STRIDE;
        const char *found = memchr(p, '\\', length);
        if (found && found[-1] == '\n' && found + 1 < end && found[1] == '.')
            return found;
        if (!found)
            file_forget((struct str){p, length});
        if (found && !*early && is_end_marker(found, end))
            *early = found;
        /* A backslash takes what follows it along; but for a line that is the end. */
        const bool pair = found && found + 1 < end && found[1] == '\\';
        p = found ? found + 1 + pair : p + length;
    }
    return NULL;
}

bool
psql_data(struct str *data, const char **early, struct sql_lexer *lexer)
{
    *early = NULL;
    const char *p = lexer->at, *end = lexer->end;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    if (end - p > 1 && p[0] == '-' && p[1] == '-')
        while (p < end && *p != '\n')
            p++;
    lexer->at = p;
    if (p == end)
        return true;
    if (*p != '\n')
        return false;
    const char *start = ++p;
    while (p) {
        if (end - p >= 2 && p[0] == '\\' && p[1] == '.') {
            const char *after = p + 2 + (end - p > 2 && p[2] == '\r');
            if (after == end || *after == '\n') {
                *data = (struct str){start, (size_t)(p - start)};
                lexer->at = after;
                return true;
            }
        }
        const bool pair = p + 1 < end && p[0] == '\\' && p[1] == '\\';
        p = find_end(p + 1 + pair, end, early);
    }
    return true;
}

static bool
is_off(struct str value)
{
    return str_is_nocase(value, "off") || str_is_nocase(value, "false") ||
           str_is_nocase(value, "no") || str_is(value, "0");
}

/* SET [SESSION|LOCAL] standard_conforming_strings = …, and RESET of it or of all. */
void
psql_strings(struct sql_lexer *lexer, const struct sql_statement *statement)
{
    if (!lexer->dialect->psql || !statement->word_count ||
        (!str_is_nocase(statement->words[0], "set") &&
         !str_is_nocase(statement->words[0], "reset")))
        return;
    struct sql_token tokens[TOKENS];
    const size_t count = tokens_of(lexer->dialect, statement, tokens);
    bool named = false;
    for (size_t i = 1; i < count && i < 4 && i < TOKENS; i++)
        named |= str_is_nocase(unquoted(tokens[i].text), "standard_conforming_strings") ||
                 (i == 1 && str_is_nocase(statement->words[0], "reset") &&
                  is_token(&tokens[i], "all"));
    if (named && count <= TOKENS)
        lexer->backslash = is_off(unquoted(tokens[count - 1].text));
}

static char
escaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return c;
    }
}

struct error *
sql_command_word(struct str *word, struct str *rest, struct arena *arena)
{
    struct buf out = {.arena = arena};
    *rest = str_trim(*rest);
    *word = (struct str){0};
    if (!rest->length)
        return NULL;
    const char *p = rest->data, *end = rest->data + rest->length;
    for (bool quoted = false; p < end && (quoted || !strchr(word_ends, *p)); p++) {
        if (*p == '`')
            return error_hint(error_at(p, ERROR_USAGE, "a shell command in backquotes"),
                              "it is not run here: write the value");
        if (*p == '\'') {
            if (quoted && p + 1 < end && p[1] == '\'')
                buf_char(&out, *p++);
            else
                quoted = !quoted;
        } else if (quoted && *p == '\\' && p + 1 < end) {
            buf_char(&out, escaped(*++p));
        } else {
            buf_char(&out, *p);
        }
        if (quoted && p + 1 == end)
            return error_hint(error_at(rest->data, ERROR_USAGE, "this ' is never closed"),
                              "close it with '");
    }
    *rest = (struct str){p, (size_t)(end - p)};
    *word = str_from(buf_text(&out));
    return NULL;
}
