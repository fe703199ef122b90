/* What can be known of a section before it runs. */
#include "driver.h"
#include "migrate/vec.h"

#include <strings.h>

struct inspection {
    struct engine_facts *facts;
    const struct sql_dialect *dialect;
    bool transactional;
    const char *begin;  /* an outer BEGIN */
    const char *commit; /* the COMMIT that belongs to it */
    struct str inner;   /* the BEGIN of a block of pg_dump's, while that goes on */
    bool inner_any;     /* there was one */
    bool chained;       /* `begin` is a COMMIT AND CHAIN, which needs no end */
    struct arena arena;
    VEC(struct sql_new_value) values; /* of enums, that are not committed yet */
    bool slotless; /* a subscription lost its slot, so that it can be dropped */
    size_t work;   /* statements so far, without PRAGMA foreign_keys */
    bool keys_on;  /* as the last such PRAGMA says; a new connection has them off */
};

struct error *
outside_refuse(const struct sql_statement *statement, const char *what)
{
    return error_hint(error_at(statement->body.data, ERROR_USAGE,
                               "%s cannot run in a transaction", what),
                      "write \"transaction: false\" into the header (or "
                      "transaction:false behind the section's marker), best in a "
                      "revision of its own");
}

static struct error *
refuse_at(const char *at, const char *why)
{
    return error_hint(error_at(at, ERROR_USAGE, "%s", why),
                      "the whole section runs in one transaction anyway: take it out; or "
                      "where what stands before must be committed first, split the "
                      "revision there or write \"transaction: false\" into the header");
}

static struct error *
refuse_control(const struct sql_statement *statement, const char *why)
{
    return refuse_at(statement->body.data, why);
}

static struct error *
refuse_middle(const struct inspection *inspection)
{
    return refuse_at(inspection->inner.data, "a BEGIN in the middle of the section");
}

/* pg_dump puts BEGIN and COMMIT around the large objects, whose descriptors end with a
 * transaction: within ours they need none of their own. */
static bool
is_large_object(const struct sql_statement *statement)
{
    return statement->word_count > 2 && str_is_nocase(statement->words[0], "select") &&
           str_is_nocase(statement->words[1], "pg_catalog") &&
           str_starts(statement->words[2], STR("lo"));
}

/* The modes of our transaction, which must be one that can write. */
static struct error *
inspect_modes(struct inspection *inspection, const struct sql_statement *statement)
{
    struct str modes;
    if (!sql_transaction_modes(inspection->dialect, statement, &modes))
        return refuse_control(statement, "a BEGIN with modes cannot be taken as ours");
    for (struct str rest = modes; rest.length; rest = str_cut(rest, 1))
        if (rest.length >= 4 && strncasecmp(rest.data, "only", 4) == 0)
            return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                       "a transaction that is READ ONLY cannot note that "
                                       "the step is done"),
                              "take READ ONLY out");
    inspection->facts->modes = modes;
    return NULL;
}

static struct error *
inspect_control(struct inspection *inspection, const struct sql_statement *statement)
{
    switch (sql_control(inspection->dialect, statement)) {
    case SQL_CONTROL_NONE:
        return NULL;
    case SQL_CONTROL_BEGIN:
        if (inspection->begin)
            return refuse_control(statement, "a BEGIN in the middle of the section");
        if (inspection->inner.data)
            return refuse_middle(inspection);
        if (inspection->work)
            inspection->inner = statement->body;
        else
            inspection->begin = statement->body.data;
        return NULL;
    case SQL_CONTROL_BEGIN_MODES:
        if (inspection->work || inspection->begin)
            return refuse_control(statement, "a BEGIN in the middle of the section");
        inspection->begin = statement->body.data;
        return inspect_modes(inspection, statement);
    case SQL_CONTROL_COMMIT:
        if (inspection->inner.data) {
            inspection->inner = (struct str){0};
            inspection->inner_any = true;
            return NULL;
        }
        if (!inspection->begin || inspection->commit)
            return refuse_control(statement, "a COMMIT would end the transaction of the "
                                             "step");
        inspection->commit = statement->body.data;
        return NULL;
    case SQL_CONTROL_CHAIN:
    case SQL_CONTROL_OTHER:
        break;
    }
    return refuse_control(statement, "this would end the transaction of the step");
}

/* What is added to an enum that was there before cannot be used in this transaction. */
static struct error *
inspect_values(struct inspection *inspection, const struct sql_statement *statement)
{
    struct str name;
    inspection->facts->questions |=
        sql_question(inspection->dialect, statement, &name) != SQL_QUESTION_NONE;
    vec_each (&inspection->values, value) {
        const char *at = value->text.length
                             ? sql_uses_value(inspection->dialect, statement, value)
                             : NULL;
        if (at)
            return error_hint(error_at(at, ERROR_USAGE,
                                       "the new value %.*s of %.*s cannot be used before "
                                       "it is committed",
                                       STR_ARG(value->text), STR_ARG(value->type)),
                              "put ALTER TYPE … ADD VALUE into a revision of its own, "
                              "before this one");
    }
    struct sql_new_value added;
    if (!sql_new_value(&added, inspection->dialect, statement))
        return NULL;
    vec_each (&inspection->values, value)
        if (!value->text.length && str_equal(value->type, added.type))
            return NULL; /* the type is new too */
    vec_push(&inspection->values, &inspection->arena, added);
    return NULL;
}

/* In a section that is no transaction: BEGIN … COMMIT is one of its own, and so is what
 * follows COMMIT AND CHAIN. */
static struct error *
inspect_block(struct inspection *inspection, const struct sql_statement *statement)
{
    const char *at = statement->body.data;
    switch (sql_control(inspection->dialect, statement)) {
    case SQL_CONTROL_BEGIN:
    case SQL_CONTROL_BEGIN_MODES:
        if (inspection->begin)
            break;
        inspection->begin = at;
        inspection->chained = false;
        return NULL;
    case SQL_CONTROL_CHAIN:
        inspection->begin = at;
        inspection->chained = true;
        return NULL;
    case SQL_CONTROL_COMMIT:
        if (!inspection->begin)
            return error_hint(error_at(at, ERROR_USAGE, "a COMMIT without a BEGIN"),
                              "each statement is committed by itself here: take it out");
        inspection->begin = NULL;
        return NULL;
    case SQL_CONTROL_NONE:
    case SQL_CONTROL_OTHER:
        break;
    }
    return error_hint(error_at(at, ERROR_USAGE,
                               "transaction control in a section with "
                               "\"transaction: false\""),
                      "BEGIN … COMMIT and COMMIT AND CHAIN are understood; take the rest "
                      "out");
}

/* `over`: it is about the transaction, and no work. */
static struct error *
inspect_inside(struct inspection *inspection, const struct sql_statement *statement,
               bool *over)
{
    if (inspection->commit)
        return refuse_control(statement, "a statement after the COMMIT");
    struct error *error = inspect_control(inspection, statement);
    *over = sql_control(inspection->dialect, statement) != SQL_CONTROL_NONE;
    if (error || *over)
        return error;
    struct str modes;
    if (!inspection->work && !inspection->facts->modes.length &&
        sql_transaction_modes(inspection->dialect, statement, &modes)) {
        *over = true;
        return inspect_modes(inspection, statement);
    }
    if (inspection->inner.data && !is_large_object(statement))
        return refuse_middle(inspection);
    const char *outside = sql_outside_only(inspection->dialect, statement);
    if ((error = inspect_values(inspection, statement)))
        return error;
    inspection->slotless |= statement->word_count > 1 &&
                            str_is_nocase(statement->words[0], "alter") &&
                            str_is_nocase(statement->words[1], "subscription");
    if (outside && inspection->slotless && str_starts(str_from(outside), STR("DROP SUB")))
        outside = NULL;
    return outside ? outside_refuse(statement, outside) : NULL;
}

static struct error *
inspect_outside(struct inspection *inspection, const struct sql_statement *statement,
                bool *over)
{
    if (sql_sets_role(inspection->dialect, statement))
        return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                   "the journal between the statements cannot be kept by "
                                   "another role"),
                          "connect as that role, or make what it is to own in a "
                          "transactional revision");
    if (sql_control(inspection->dialect, statement) != SQL_CONTROL_NONE) {
        *over = true;
        return inspect_block(inspection, statement);
    }
    if (inspection->begin && sql_outside_only(inspection->dialect, statement))
        return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                   "%s cannot run in a transaction",
                                   sql_outside_only(inspection->dialect, statement)),
                          "put it before the BEGIN or behind the COMMIT");
    return NULL;
}

static struct error *
inspect_statement(struct inspection *inspection, const struct sql_statement *statement)
{
    struct engine_facts *facts = inspection->facts;
    const char *refused = sql_refused(inspection->dialect, statement);
    bool on;
    if (refused)
        return error_hint(error_at(statement->body.data, ERROR_USAGE, "%s", refused),
                          "take it out; every step begins with a session as new anyway");
    if (statement->copies && str_starts(statement->data, STR(SQL_DATA_LEFT_OUT)))
        return error_hint(error_at(statement->data.data, ERROR_USAGE,
                                   "the log did not keep the data of this COPY"),
                          "check out the script itself");
    if (sql_sets_foreign_keys(inspection->dialect, statement, &on)) {
        if (!inspection->transactional && inspection->begin)
            return error_hint(error_at(statement->body.data, ERROR_USAGE,
                                       "within a transaction SQLite cannot change "
                                       "foreign_keys"),
                              "put it before the BEGIN or behind the COMMIT");
        /* It may stand around an outer BEGIN and COMMIT, as SQLite's manual has it. */
        inspection->keys_on = on;
        facts->sets_foreign_keys = true;
        facts->statements++;
        return NULL;
    }
    bool over = false;
    struct error *error = inspection->transactional
                              ? inspect_inside(inspection, statement, &over)
                              : inspect_outside(inspection, statement, &over);
    if (error || over)
        return error;
    /* One setting holds for the whole transaction: the work must want only one. */
    if (inspection->transactional && inspection->work &&
        inspection->keys_on != facts->foreign_keys)
        return error_hint(
            error_at(statement->body.data, ERROR_USAGE,
                     "from here on foreign_keys would be %s, but within a "
                     "transaction SQLite cannot change it",
                     inspection->keys_on ? "on" : "off"),
            "set it before the first statement, or split the revision in two");
    facts->foreign_keys = inspection->keys_on;
    inspection->work++;
    facts->eventful |= !sql_is_plain(inspection->dialect, statement);
    facts->copies |= statement->word_count && str_is_nocase(statement->words[0], "copy");
    facts->sets_role |= sql_sets_role(inspection->dialect, statement);
    facts->statements++;
    return NULL;
}

bool
engine_skips(const struct engine_facts *facts, const struct sql_dialect *dialect,
             const struct sql_statement *statement)
{
    if (facts->wrapped && sql_control(dialect, statement) != SQL_CONTROL_NONE)
        return true;
    const char *modes = facts->modes.data, *body = statement->body.data;
    return modes && modes >= body && modes < body + statement->body.length;
}

/* The words of \echo, lest they are found wrong when it is its turn. */
static struct error *
inspect_command(struct inspection *inspection, const struct sql_statement *statement)
{
    struct str rest = statement->arguments, word = STR("");
    struct error *error = NULL;
    while (!error && word.data && statement->command == SQL_COMMAND_ECHO)
        error = sql_command_word(&word, &rest, &inspection->arena);
    return error;
}

struct error *
engine_inspect(struct engine_facts *facts, const struct sql_dialect *dialect,
               struct str sql, bool transactional)
{
    *facts = (struct engine_facts){0};
    struct inspection inspection = {
        .facts = facts, .dialect = dialect, .transactional = transactional};
    struct sql_scanner scanner = {.lexer = {dialect, sql.data, sql.data + sql.length}};
    struct error *error = NULL;
    for (bool found = true; found && !error;) {
        struct sql_statement statement;
        error = sql_next(&scanner, &statement, &found);
        if (!error && statement.body.length)
            error = inspect_statement(&inspection, &statement);
        else if (!error)
            error = inspect_command(&inspection, &statement);
    }
    arena_free(&inspection.arena);
    if (error)
        return error;
    if (inspection.inner.data)
        return refuse_middle(&inspection);
    if (inspection.begin && !inspection.commit && !inspection.chained)
        return error_hint(error_at(inspection.begin, ERROR_USAGE,
                                   "this BEGIN has no COMMIT at the end of the section"),
                          "take it out: the section runs in a transaction anyway");
    facts->wrapped = transactional && (inspection.begin || inspection.inner_any);
    return NULL;
}
