/* The texts of SQL: where a token and a statement end, in each database's own dialect,
 * and what kind of statement it is. Pure; knows no database and no script.
 *
 * The reader follows the databases' own lexers (PostgreSQL's scan.l and psqlscan.l,
 * SQLite's tokenize.c and complete.c). Every byte belongs to exactly one statement: the
 * statements of a text, put together again, are the text. */
#ifndef MIGRATE_SQL_H
#define MIGRATE_SQL_H

#include "migrate/buf.h"
#include "migrate/error.h"

/* What a lexer must know of a database, and how our own SQL is written for it. */
struct sql_dialect {
    const char *name;
    bool nested_comments;   /* a block comment may hold another */
    bool dollar_quotes;     /* $tag$ … $tag$ */
    bool escape_strings;    /* E'\'' */
    bool backslash_strings; /* '\'' */
    bool bracket_names;     /* [name] */
    bool backtick_names;    /* `name` */
    bool hash_comments;     /* # to the end of the line */
    bool cr_ends_comments;  /* a CR alone ends the line of a comment */
    bool parentheses;       /* a semicolon within them does not end the statement */
    bool atomic_bodies;     /* CREATE FUNCTION … BEGIN ATOMIC … END */
    bool trigger_bodies;    /* CREATE TRIGGER … BEGIN … END */
    bool psql;              /* COPY … FROM stdin and \commands stand in its scripts */
    const char *now;        /* an expression for this moment, as the log table keeps it */
    const char *started;    /* the same for the moment the transaction began, or NULL */
    const char *begin;      /* the statement that begins our transaction */
    const char *catalog;    /* the schema of what is built in, or NULL: see sql_own() */
};

extern const struct sql_dialect sql_postgresql, sql_sqlite, sql_mysql;

/* By name as scripts write it ("postgres" and "mariadb" too); NULL if unknown. `nearest`
 * (may be NULL) is then set to the best guess or NULL. */
const struct sql_dialect *sql_dialect_find(struct str name, const char **nearest);

/* 'text' with its quotes doubled, true to the byte under any setting of the session. */
void sql_literal(struct buf *out, const struct sql_dialect *dialect, struct str text);

/* printf for SQL of our own. In { } stands the name of a function or type, or an
 * operator, that must be the built-in one whatever the search path finds first: of
 * "{count}(*) {=} 1" PostgreSQL gets "pg_catalog.count(*) OPERATOR(pg_catalog.=) 1",
 * another database "count(*) = 1". What uses an operator without naming it (IN, LIKE,
 * BETWEEN, NULLIF, IS DISTINCT FROM, JOIN … USING, CASE x WHEN) cannot be bound: write it
 * in another way (scripts/check-own-sql). The arguments are put in as they are. */
const char *sql_own(struct arena *arena, const struct sql_dialect *dialect,
                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for a text without arguments. */
const char *sql_bind(struct arena *arena, const struct sql_dialect *dialect,
                     const char *text);

/* A line "-- what text": whatever the text holds, it ends with that line. */
void sql_comment(struct buf *out, const char *what, const char *text);

/* "name" with its quotes doubled. */
void sql_name(struct buf *out, struct str name);

enum sql_token_kind {
    SQL_END,
    SQL_SPACE,
    SQL_COMMENT,
    SQL_WORD,   /* a keyword or a bare name */
    SQL_QUOTED, /* a quoted name */
    SQL_STRING, /* a literal, with all its quotes and prefix */
    SQL_NUMBER,
    SQL_SEMICOLON,
    SQL_OPEN,
    SQL_CLOSE,
    SQL_OTHER /* one byte of an operator or punctuation */
};

struct sql_token {
    enum sql_token_kind kind;
    struct str text;
};

struct sql_lexer {
    const struct sql_dialect *dialect;
    const char *at, *end;
    bool backslash; /* standard_conforming_strings is off: \ escapes in '…' too */
};

/* The next token, SQL_END at the end. A string, name or comment that does not end is an
 * error of kind USAGE, at its beginning. */
struct error *sql_token_next(struct sql_lexer *lexer, struct sql_token *token) MUST_CHECK;

enum { SQL_WORDS = 6 };

/* The commands of psql that a script may hold, a line each, between statements. */
enum sql_command {
    SQL_COMMAND_NONE,
    SQL_COMMAND_ECHO,
    SQL_COMMAND_SET,
    SQL_COMMAND_UNSET,
    SQL_COMMAND_INCLUDE,          /* \i: as seen from the folder of the settings file */
    SQL_COMMAND_INCLUDE_RELATIVE, /* \ir: as seen from the file that says so */
    SQL_COMMAND_RESTRICT,         /* pg_dump's: no other command until \unrestrict */
    SQL_COMMAND_UNRESTRICT
};

struct sql_statement {
    struct str text; /* every byte from the end of the statement before it */
    struct str sql;  /* the same without the data of a COPY */
    struct str body; /* from its first token to its semicolon; empty: nothing to run */
    struct str words[SQL_WORDS]; /* its first words outside parentheses */
    size_t word_count;
    bool copies;     /* COPY … FROM stdin */
    struct str data; /* of that, the lines that follow it, up to the one that is "\." */
    enum sql_command command; /* instead of a body */
    struct str arguments;     /* the rest of the command's line */
};

/* Cuts a text into statements. Set `lexer`, leave the rest zero. */
struct sql_scanner {
    struct sql_lexer lexer;
    struct str restricted; /* the key of the \restrict that holds */
    /* Optional: a line comment for which this says true, alone on its line, ends the
     * text as if it were cut there (section markers); `lexer.at` then stands on it.
     * Inside a body or parentheses such a line is an error. */
    bool (*stop)(struct str comment);
    bool stopped;
    /* Optional: looks at each other comment that stands alone on its line. */
    struct error *(*check)(struct str comment);
    const char *start; /* of the text; set by the first call */
};

/* The next statement; `found` is false at the end. The last one may lack its semicolon.
 * SET standard_conforming_strings changes how what follows is read.
 * Errors are of kind USAGE, at the place. */
struct error *sql_next(struct sql_scanner *scanner, struct sql_statement *statement,
                       bool *found) MUST_CHECK;

/* With this begin the data of a COPY in a text from the log that kept only their digest.
 */
#define SQL_DATA_LEFT_OUT "-- migrate: "

/* Takes the next argument of a command off `rest`, as psql does: white space parts them,
 * '…' may hold some, and within it '' is a quote and \n, \t and so on are characters.
 * `word` has no data at the end. */
struct error *sql_command_word(struct str *word, struct str *rest,
                               struct arena *arena) MUST_CHECK;

enum sql_control {
    SQL_CONTROL_NONE,
    SQL_CONTROL_BEGIN,
    SQL_CONTROL_BEGIN_MODES, /* BEGIN ISOLATION LEVEL … */
    SQL_CONTROL_COMMIT,
    SQL_CONTROL_CHAIN, /* COMMIT AND CHAIN */
    SQL_CONTROL_OTHER  /* ROLLBACK, PREPARE TRANSACTION, … (savepoints are NONE) */
};

/* Whether a statement begins or ends a transaction. */
enum sql_control sql_control(const struct sql_dialect *dialect,
                             const struct sql_statement *statement);

/* PostgreSQL: whether it begins a transaction with modes, or sets those of the one that
 * has just begun; `modes` is their text. */
bool sql_transaction_modes(const struct sql_dialect *dialect,
                           const struct sql_statement *statement, struct str *modes);

/* What the statement is called, if the database refuses it inside a transaction; else
 * NULL. */
const char *sql_outside_only(const struct sql_dialect *dialect,
                             const struct sql_statement *statement);

/* PostgreSQL: ALTER TYPE … ADD VALUE, or CREATE TYPE (then `text` is empty). */
struct sql_new_value {
    struct str type, text; /* as written; the type without its schema */
};
bool sql_new_value(struct sql_new_value *value, const struct sql_dialect *dialect,
                   const struct sql_statement *statement);

/* Where a statement uses that value, as far as its text shows; or NULL. */
const char *sql_uses_value(const struct sql_dialect *dialect,
                           const struct sql_statement *statement,
                           const struct sql_new_value *value);

/* Of which statements only the database knows whether they can run in a transaction;
 * `name` is what they name. */
enum sql_question {
    SQL_QUESTION_NONE,
    SQL_QUESTION_REINDEX, /* of a partitioned table or index they cannot */
    SQL_QUESTION_CALL,    /* nor of a procedure that commits */
    SQL_QUESTION_ADD_VALUE
};
enum sql_question sql_question(const struct sql_dialect *dialect,
                               const struct sql_statement *statement, struct str *name);

/* Whether the body of a procedure or DO block, in PL/pgSQL, commits or rolls back. */
bool sql_body_commits(struct str body);

/* SQLite: whether this is PRAGMA foreign_keys = …, and to what it sets it. */
bool sql_sets_foreign_keys(const struct sql_dialect *dialect,
                           const struct sql_statement *statement, bool *on);

/* PostgreSQL: SET [LOCAL|SESSION] ROLE or SESSION AUTHORIZATION. */
bool sql_sets_role(const struct sql_dialect *dialect,
                   const struct sql_statement *statement);

/* What a statement does to the session that would be gone with it. */
enum sql_session {
    SQL_SESSION_NONE,
    SQL_SESSION_SET, /* SET, ATTACH, PRAGMA …: can be said again in a new one */
    SQL_SESSION_MADE /* a temporary table and the like: cannot */
};
enum sql_session sql_session(const struct sql_dialect *dialect,
                             const struct sql_statement *statement);

/* PostgreSQL: whether all that the statement can change of the session are settings (by a
 * function that it calls) and the memory of sequences: plain DDL and DML. */
bool sql_is_plain(const struct sql_dialect *dialect,
                  const struct sql_statement *statement);

/* PostgreSQL: what must not stand in any script, because it would take the run's lock
 * away or make the text mean something else than we read; NULL if it is none of that. */
const char *sql_refused(const struct sql_dialect *dialect,
                        const struct sql_statement *statement);

/* PostgreSQL: what CREATE INDEX or DROP INDEX says. */
struct sql_index {
    bool drops, unique, concurrently;
    bool if_exists;           /* IF EXISTS, or IF NOT EXISTS */
    const char *catalog_name; /* that CREATE gives it, as the catalog has it; or NULL */
    struct str name;          /* that DROP names, as written */
    struct str table;         /* that it is made on, as written */
    struct str rest;          /* of CREATE, behind the table: USING …, columns, WHERE */
};
/* False if the statement is neither. */
bool sql_index(struct sql_index *index, const struct sql_dialect *dialect,
               const struct sql_statement *statement, struct arena *arena);

/* PostgreSQL: ALTER TABLE … DETACH PARTITION … CONCURRENTLY; both names as written. */
struct sql_detach {
    struct str table, partition;
};
/* False if the statement is none. */
bool sql_detach(struct sql_detach *detach, const struct sql_dialect *dialect,
                const struct sql_statement *statement);

/* SQLite: the file of VACUUM INTO 'file', as its literal; empty if the statement is none,
 * or the name an expression. */
struct str sql_vacuum_into(const struct sql_dialect *dialect,
                           const struct sql_statement *statement);

/* The digest of the tokens: white space, comments and line ends do not count, so that a
 * re-formatted script is the same script. "1:" and 64 hex digits; the number is the
 * version of this rule. A text that cannot be read has the digest of its bytes. */
enum { SQL_HASH_SIZE = 68 };
void sql_hash(const struct sql_dialect *dialect, struct str text,
              char hash[SQL_HASH_SIZE]);

#endif
