/* A section with its variables and included files in their place.
 *
 * It is read statement by statement as it stands, and written anew: into one text for the
 * database and one for the log, where a secret keeps its name. Both are scripts like any
 * other. Comments and the data of COPY are left alone. Each piece knows where it comes
 * from, so that an error is told at the place that its author knows. */
#include "expand.h"

#include "header.h"
#include "include.h"

#include <string.h>

struct expanding {
    const struct revision *revision;
    const struct sql_dialect *dialect;
    const struct expansion *expansion;
    struct arena *arena;
    bool psql;
    VEC(struct variable) set; /* by \set; `value.data` NULL: by \unset */
    struct buf sent, logged, *included;
    struct origins *origins;
    const struct source *source; /* the file that is read */
};

static bool
is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static size_t
name_length(const char *p, const char *end)
{
    size_t length = 0;
    while (p + length < end && is_name(p[length]))
        length++;
    return length;
}

/* The last that was set; a script from the log has the values, but not the secrets. */
static const struct variable *
variable_find(const struct expanding *x, struct str name)
{
    for (size_t i = x->set.count; i-- > 0;)
        if (str_equal(x->set.items[i].name, name))
            return x->set.items[i].value.data ? &x->set.items[i] : NULL;
    for (size_t i = x->expansion->count; i-- > 0;) {
        const struct variable *variable = &x->expansion->variables[i];
        if (str_equal(variable->name, name) &&
            (variable->secret || !x->revision->from_log))
            return variable;
    }
    return NULL;
}

static void
origin_add(struct expanding *x, const char *from, bool verbatim)
{
    const struct origin origin = {x->sent.length, from, verbatim, x->source->path,
                                  x->source->text};
    vec_push(&x->origins->list, x->arena, origin);
}

/* From here on the text is that of the file. */
static void
plain_add(struct expanding *x, const char *from, const char *to)
{
    const struct str text = {from, (size_t)(to - from)};
    if (!text.length)
        return;
    origin_add(x, from, true);
    buf_add(&x->sent, text);
    buf_add(&x->logged, text);
}

/* A value that is sent for what stands at `place`. */
static void
value_add(struct expanding *x, struct str place, struct str value, struct str logged)
{
    origin_add(x, place.data, false);
    buf_add(&x->sent, value);
    buf_add(&x->logged, logged);
}

static bool
has(struct str text, struct str part)
{
    return text.length && memmem(text.data, text.length, part.data, part.length);
}

/* As it is: what it holds becomes SQL, but no line of its own. */
static struct error *
check_bare(struct str place, struct str value)
{
    if (value.length && (memchr(value.data, '\n', value.length) ||
                         memchr(value.data, '\r', value.length)))
        return error_hint(error_at(place.data, ERROR_USAGE,
                                   "the value of \"%.*s\" holds a line end",
                                   STR_ARG(place)),
                          "a value may not");
    if (has(value, STR("migrate:")) && has(value, STR("--")))
        return error_hint(error_at(place.data, ERROR_USAGE,
                                   "the value of \"%.*s\" looks like a section's marker",
                                   STR_ARG(place)),
                          "a value may not");
    return NULL;
}

static struct error *
unknown(const struct expanding *x, struct str place, struct str name)
{
    const char **known = arena_array(x->arena, x->expansion->count + 1, sizeof *known);
    for (size_t i = 0; i < x->expansion->count; i++)
        known[i] = str_dup(x->arena, x->expansion->variables[i].name);
    const char *nearest = str_nearest(name, known, x->expansion->count);
    struct error *error = error_at(place.data, ERROR_USAGE,
                                   "the variable \"%.*s\" has no value", STR_ARG(name));
    return nearest ? error_hint(error, "did you mean \"%s\"?", nearest)
                   : error_hint(error,
                                "give it with -x %.*s=VALUE or under \"variables\" in "
                                "the settings; \\${ stands for ${ itself",
                                STR_ARG(name));
}

/* The log's text is read again one day: what looks like a variable in it must be one. */
static struct str
log_escape(struct expanding *x, struct str value)
{
    struct buf out = {.arena = x->arena};
    while (value.length) {
        const char *mark = memmem(value.data, value.length, "${", 2);
        const size_t length = mark ? (size_t)(mark - value.data) : value.length;
        buf_add(&out, (struct str){value.data, length});
        buf_puts(&out, mark ? "\\${" : "");
        value = str_cut(value, length + (mark ? 2 : 0));
    }
    return str_from(buf_text(&out));
}

/* ${name} at `p`; `*end` is set behind it. */
static struct error *
dollar(struct expanding *x, const char *p, const char *limit, const char **end)
{
    const size_t length = name_length(p + 2, limit);
    const struct str name = {p + 2, length};
    if (!length || p + 2 + length >= limit || p[2 + length] != '}')
        return error_hint(error_at(p, ERROR_USAGE,
                                   "this ${ is not followed by a name "
                                   "and }"),
                          "write ${name}, or \\${ for ${ itself");
    const struct str place = {p, length + 3};
    const struct variable *variable = variable_find(x, name);
    if (!variable)
        return unknown(x, place, name);
    struct error *error = check_bare(place, variable->value);
    if (error)
        return error;
    value_add(x, place, variable->value,
              variable->secret ? place : log_escape(x, variable->value));
    *end = p + place.length;
    return NULL;
}

/* The ${name}s from `from` to `to`; what stands before them, from `*plain` on, is written
 * too. `*plain` is set behind the last one, which may end behind `to`. */
static struct error *
dollars(struct expanding *x, const char **plain, const char *from, const char *to,
        const char *limit)
{
    while (from < to) {
        const size_t length = (size_t)(to - from) + (to < limit);
        const char *p = memmem(from, length, "${", 2);
        if (!p)
            return NULL;
        if (p > *plain && p[-1] == '\\') {
            plain_add(x, *plain, p - 1);
            value_add(x, (struct str){p - 1, 3}, STR("${"), STR("\\${"));
            *plain = from = p + 2;
            continue;
        }
        plain_add(x, *plain, p);
        struct error *error = dollar(x, p, limit, plain);
        if (error)
            return error;
        from = *plain;
    }
    return NULL;
}

/* psql's :name, :'name', :"name" and :{?name}. One that is not set is left as it is. */
static struct error *
colon(struct expanding *x, const char **plain, const char *p, const char *limit)
{
    const int quote = p + 1 < limit ? p[1] : '\0';
    const bool quoted = quote == '\'' || quote == '"';
    const bool asks = limit - p > 3 && p[1] == '{' && p[2] == '?';
    const size_t before = asks ? 3 : quoted ? 2 : 1;
    const size_t length = name_length(p + before, limit);
    const int closing = asks ? '}' : quote;
    const bool closed = (!quoted && !asks) ||
                        (p + before + length < limit && p[before + length] == closing);
    if (!length || !closed)
        return NULL;
    const struct str name = {p + before, length};
    const struct str place = {p, before + length + (quoted || asks)};
    const struct variable *variable = variable_find(x, name);
    if (!variable && !asks)
        return NULL;
    struct buf value = {.arena = x->arena};
    struct error *error = NULL;
    if (asks)
        buf_puts(&value, variable ? "TRUE" : "FALSE");
    else if (quote == '"')
        sql_name(&value, variable->value);
    else if (quoted)
        sql_literal(&value, x->dialect, variable->value);
    else if (!(error = check_bare(place, variable->value)))
        buf_add(&value, variable->value);
    if (error)
        return error;
    plain_add(x, *plain, p);
    if (value.length && value.data[0] == 'E' && p > *plain && is_name(p[-1]))
        value_add(x, place, STR(" "), STR(" "));
    const struct str sent = buf_str(&value);
    value_add(x, place, sent,
              variable && variable->secret ? place
              : x->revision->variables     ? log_escape(x, sent)
                                           : sent);
    *plain = p + place.length;
    return NULL;
}

/* One statement's SQL, by its tokens: strings and names hold ${name} too. */
static struct error *
sql_expand(struct expanding *x, struct str sql, bool backslash)
{
    const char *limit = sql.data + sql.length, *plain = sql.data;
    struct sql_lexer lexer = {x->dialect, sql.data, limit, backslash};
    for (;;) {
        struct sql_token token;
        struct error *error = sql_token_next(&lexer, &token);
        if (error)
            return error;
        const char *at = token.text.data;
        if (token.kind == SQL_END)
            break;
        if (token.kind == SQL_COMMENT || token.kind == SQL_SPACE)
            continue;
        if (x->psql && *at == ':' && at + 1 < limit && (at[1] == ':' || at[1] == '='))
            lexer.at = at + 2;
        else if (x->psql && *at == ':' && (error = colon(x, &plain, at, limit)))
            return error;
        if (token.kind == SQL_STRING && *at == '$') /* behind the $tag$ */
            at = (const char *)memchr(at + 1, '$', token.text.length - 1) + 1;
        if (x->revision->variables &&
            (error = dollars(x, &plain, at < plain ? plain : at, lexer.at, limit)))
            return error;
        lexer.at = lexer.at < plain ? plain : lexer.at;
    }
    plain_add(x, plain, limit);
    return NULL;
}

/* The arguments of a command with psql's variables in their place. */
static void
arguments_expand(struct expanding *x, struct str *arguments, bool *secret)
{
    struct buf out = {.arena = x->arena};
    const char *p = arguments->data, *end = p + arguments->length;
    for (bool quoted = false; p < end; p++) {
        quoted ^= *p == '\'';
        const size_t length =
            *p == ':' && !quoted && x->psql ? name_length(p + 1, end) : 0;
        const struct variable *variable =
            length ? variable_find(x, (struct str){p + 1, length}) : NULL;
        if (variable) {
            *secret |= variable->secret;
            buf_char(&out, '\'');
            for (size_t i = 0; i < variable->value.length; i++) {
                const char c = variable->value.data[i];
                buf_puts(&out, c == '\'' ? "'" : c == '\\' ? "\\" : "");
                if (c == '\n')
                    buf_puts(&out, "\\n");
                else
                    buf_char(&out, c);
            }
            buf_char(&out, '\'');
            p += length;
        } else {
            buf_char(&out, *p);
        }
    }
    *arguments = str_from(buf_text(&out));
}

static struct error *
set_command(struct expanding *x, const struct sql_statement *statement,
            struct str arguments, bool secret, const char *at)
{
    const bool unset = statement->command == SQL_COMMAND_UNSET;
    struct variable variable = {0};
    struct buf value = {.arena = x->arena};
    /* What we print for psql begins with it; nothing runs behind an error anyway. */
    if (!x->psql && !unset && str_is(str_trim(arguments), "ON_ERROR_STOP on"))
        return NULL;
    if (!x->psql)
        return error_hint(
            error_at(at, ERROR_USAGE, "psql's variables are not in use in this script"),
            "write \"psql: true\" into its header");
    struct error *error = sql_command_word(&variable.name, &arguments, x->arena);
    if (error)
        return error;
    if (!variable.name.data ||
        name_length(variable.name.data, variable.name.data + variable.name.length) !=
            variable.name.length)
        return error_hint(error_at(at, ERROR_USAGE, "this needs the name of a variable"),
                          "letters, digits and _");
    if (secret)
        return error_hint(error_at(at, ERROR_USAGE, "this gives a secret another name"),
                          "use the secret itself");
    buf_puts(&value, "");
    for (struct str word = STR(""); word.data && !unset;) {
        if ((error = sql_command_word(&word, &arguments, x->arena)))
            return error;
        buf_add(&value, word);
    }
    variable.value = unset ? (struct str){0} : str_from(buf_text(&value));
    vec_push(&x->set, x->arena, variable);
    return NULL;
}

static struct error *text_expand(struct expanding *x, struct str text);

static struct error *
include_command(struct expanding *x, const struct sql_statement *statement,
                struct str arguments, const char *at)
{
    struct str name;
    struct error *error = sql_command_word(&name, &arguments, x->arena);
    if (error)
        return error;
    if (!name.data || str_trim(arguments).length)
        return error_at(at, ERROR_USAGE, "this needs the name of one file");
    struct source source = {.above = x->source};
    const bool relative = statement->command == SQL_COMMAND_INCLUDE_RELATIVE;
    if ((error = include_read(&source, x->expansion, str_dup(x->arena, name), relative)))
        return error;
    const struct source *before = x->source;
    buf_char(x->included, '\0'); /* so that nothing moves from one to the next unseen */
    buf_add(x->included, source.text);
    x->source = &source;
    error = error_locate(text_expand(x, source.text), source.path, source.text);
    x->source = before;
    return error;
}

/* Where the command begins: behind the white space and comments of its statement. */
static const char *
command_start(const struct sql_statement *statement, const struct sql_dialect *dialect)
{
    const struct str text = statement->text;
    struct sql_lexer lexer = {dialect, text.data, text.data + text.length, false};
    struct sql_token token;
    do
        error_free(sql_token_next(&lexer, &token));
    while (token.kind == SQL_SPACE || token.kind == SQL_COMMENT);
    return token.text.data;
}

/* The line of a command; nothing of \set and \i is left. */
static struct error *
command_expand(struct expanding *x, const struct sql_statement *statement)
{
    const struct str text = statement->text;
    const char *at = command_start(statement, x->dialect), *end = text.data + text.length;
    const struct str place = {at, (size_t)(end - at)};
    struct str arguments = statement->arguments;
    bool secret = false;
    struct error *error = NULL;
    arguments_expand(x, &arguments, &secret);
    plain_add(x, text.data, at);
    switch (statement->command) {
    case SQL_COMMAND_SET:
    case SQL_COMMAND_UNSET:
        error = set_command(x, statement, arguments, secret, at);
        break;
    case SQL_COMMAND_INCLUDE:
    case SQL_COMMAND_INCLUDE_RELATIVE:
        error = include_command(x, statement, arguments, at);
        break;
    case SQL_COMMAND_ECHO: {
        const char *line = arena_printf(x->arena, "\\echo %.*s", STR_ARG(arguments));
        value_add(x, place, str_from(line), secret ? place : str_from(line));
        break;
    }
    case SQL_COMMAND_NONE:
    case SQL_COMMAND_RESTRICT:
    case SQL_COMMAND_UNRESTRICT:
        plain_add(x, at, end);
        break;
    }
    /* The arguments are a copy. */
    if (error && !error->path)
        error->at = at;
    return error;
}

static struct error *
statement_expand(struct expanding *x, const struct sql_statement *statement,
                 bool backslash)
{
    if (statement->command != SQL_COMMAND_NONE)
        return command_expand(x, statement);
    struct error *error = sql_expand(x, statement->sql, backslash);
    if (error)
        return error;
    const char *end = statement->text.data + statement->text.length;
    plain_add(x, statement->sql.data + statement->sql.length, end);
    /* At the end of an included file, as psql has it. */
    const struct str body = statement->body;
    if (x->source->above && body.length && body.data[body.length - 1] != ';')
        value_add(x, (struct str){end, 0}, STR("\n;"), STR("\n;"));
    return NULL;
}

static struct error *
text_expand(struct expanding *x, struct str text)
{
    struct sql_scanner scanner = {
        .lexer = {x->dialect, text.data, text.data + text.length}};
    if (x->source->above)
        scanner.stop = is_marker;
    for (bool found = true; found;) {
        struct sql_statement statement;
        const bool backslash = scanner.lexer.backslash;
        struct error *error = sql_next(&scanner, &statement, &found);
        if (!error && scanner.stopped)
            error = error_hint(error_at(scanner.lexer.at, ERROR_USAGE,
                                        "a section marker in an included file"),
                               "take it out: the file is part of a section");
        if (!error)
            error = statement_expand(x, &statement, backslash);
        if (error)
            return error;
    }
    return NULL;
}

bool
expand_needed(const struct revision *revision, const struct section *section,
              const struct sql_dialect *dialect)
{
    return revision->variables || (revision->psql && dialect->psql) || section->commands;
}

struct error *
expand_section(struct section *section, struct str *logged, struct buf *included,
               const struct revision *revision, const struct sql_dialect *dialect,
               const struct expansion *expansion)
{
    struct arena *arena = expansion->arena;
    const struct source source = {revision->path, revision->text, NULL};
    struct expanding x = {.revision = revision,
                          .dialect = dialect,
                          .expansion = expansion,
                          .arena = arena,
                          .psql = revision->psql && dialect->psql,
                          .sent = {.arena = arena},
                          .logged = {.arena = arena},
                          .included = included,
                          .origins = arena_alloc(arena, sizeof *x.origins),
                          .source = &source};
    struct error *error = text_expand(&x, section->text);
    if (error)
        return error_locate(error, revision->path, revision->text);
    section->text = str_from(buf_text(&x.sent));
    section->origins = x.origins;
    *logged = buf_str(&x.logged);
    return NULL;
}
