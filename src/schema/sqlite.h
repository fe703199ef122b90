/* A table of SQLite, by its own text. Private to the room. */
#ifndef MIGRATE_SCHEMA_SQLITE_H
#define MIGRATE_SCHEMA_SQLITE_H

#include "schema.h"

struct table_column {
    const char *name;    /* folded */
    struct str text;     /* as written */
    const char *normal;  /* its tokens */
    const char *says;    /* those behind the name, with nothing in the strings */
    const char *clauses; /* and nothing in parentheses */
};

struct table_text {
    struct str before; /* up to the name: CREATE TABLE */
    struct str name;   /* as written */
    struct str after;  /* from behind the name */
    VEC(struct table_column) columns;
    const char *rest;    /* constraints and options, normalised */
    const char *options; /* the latter */
};

/* The text with its tokens alone: comments and blanks are gone, names and keywords are
 * folded, and quoted where they must be. */
const char *sqlite_normal(struct str text, struct arena *arena);

/* Cuts CREATE TABLE at its top-level commas. */
void table_cut(struct table_text *table, struct str text, struct arena *arena);

/* The tokens that count, one after the other; false at the end, and where the text cannot
 * be read: what the database took can be. */
struct sql_lexer sqlite_lexer(struct str text);
bool sqlite_token_take(struct sql_lexer *lexer, struct sql_token *token);

/* Whether it is a bare word, and one of these; the list ends with NULL. */
bool is_word_of(const struct sql_token *token, const char *const *words);

/* Where a name must be, SQLite takes a string for one. */
struct sql_token sqlite_as_name(struct sql_token token);

/* Adds a token as it counts: names and keywords in small letters, a quoted name bare when
 * it may be. */
void sqlite_token_add(struct buf *out, const struct sql_token *token);

/* Adds a character of a name as SQLite folds it: ASCII letters become small. */
void sqlite_fold(struct buf *out, char c);

/* What stands in quotes, of whatever kind. */
struct str sqlite_unquoted(struct str text, struct arena *arena);

/* The name of a column, as its text writes it. */
struct sql_token sqlite_name_token(struct str column);

/* "name" in quotes. */
const char *sqlite_quoted(const char *name, struct arena *arena);

/* --- column.c ---------------------------------------------------------------------- */

/* Whether it has these words, as whole tokens. */
bool holds(const char *normal, const char *words);

const struct table_column *column_find(const struct table_text *table, const char *name);

bool is_generated(const struct table_column *column);

/* What ALTER TABLE … ADD COLUMN takes. */
bool can_be_added(const struct table_column *column);

/* Whether a new one may refuse what it holds itself in the rows that are there. */
bool is_picky(const struct table_column *column);

/* A column's name as its text writes it; but one in single quotes would be a string. */
struct str written_name(const struct table_column *column, struct arena *arena);

/* The value of DEFAULT, as written; empty: none. */
struct str default_of(const struct table_column *column, struct arena *arena);

bool without_rowid(const struct table_text *table);

/* INTEGER PRIMARY KEY, which is the rowid by another name. */
const struct table_column *rowid_column(const struct table_text *table,
                                        struct arena *arena);

/* One of its names that no column has. */
const char *free_rowid(const struct table_text *before, const struct table_text *after);

/* Whether it has AUTOINCREMENT. */
bool has_counter(const struct table_text *table);

/* Only its default is another one, or it may be NULL now. */
bool takes_what_was_there(const struct table_column *was,
                          const struct table_column *column, struct arena *arena);

size_t added_count(const struct table_text *before, const struct table_text *after);

/* The columns to add, one after the other; NULL: they name one another. */
size_t *columns_order(const struct table_text *before, const struct table_text *after,
                      struct arena *arena);

/* What SQLite drops in place; what else names it is not there any more then. */
bool can_be_dropped(const struct table_text *table, const struct table_column *column);

/* A full-text index over the rows of another table, or of a view: fts5 (…, content=…). */
bool is_index_of_rows(const struct schema_row *row, struct arena *arena);

#endif
