/* SQLite. A database is a file, and its write lock, which BEGIN IMMEDIATE takes, is the
 * lock of a step: it goes with the process. */
#include "driver.h"
#include "migrate/interrupt.h"
#include "migrate/time.h"
#include "migrate/vec.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sqlite {
    struct engine engine;
    sqlite3 *db;
    char *file;   /* as sqlite3_open_v2 takes it */
    char *absent; /* the file that the first statement makes, or NULL */
    int flags;
    bool in_memory;
    bool touched;      /* the session is not as it was opened */
    char attached[64]; /* that the statement being prepared writes to; or empty */
    double patience;   /* seconds to wait for the write lock */
    double deadline;   /* of the wait that is under way, or 0 */
    sqlite3_stmt *savepoint, *release; /* prepared, since each step says them again */
};

static void
statement_finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}
#define CLEAN_STATEMENT __attribute__((cleanup(statement_finalize)))

static struct error *
error_explain(struct error *error, int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error->kind = ERROR_LOCKED;
        return error_hint(error,
                          "another process is writing to it (fuser(1) tells which); "
                          "run again when it is done");
    case SQLITE_READONLY:
        return error_hint(error, "make the file and its folder writable to this user");
    case SQLITE_CANTOPEN:
        return error_hint(error, "the folder must exist and be writable to this user");
    case SQLITE_NOTADB:
        return error_hint(error, "the file is not a SQLite database, or is encrypted");
    case SQLITE_FULL:
        return error_hint(error, "make room on the disk and run again");
    default:
        return error;
    }
}

static struct error *
sqlite_error(struct sqlite *sqlite, const char *sql)
{
    if (interrupt_signal() && !sqlite->engine.calm)
        return interrupt_check();
    const int code = sqlite3_extended_errcode(sqlite->db);
    struct error *error = error_new(ERROR_FAILED, "%s", sqlite3_errmsg(sqlite->db));
    const int offset = sqlite3_error_offset(sqlite->db);
    if (offset >= 0)
        error->at = sql + offset;
    return error_explain(error, code);
}

/* Waits with jitter, so that many runs do not knock at the same time; a signal ends it.
 */
static int
on_busy(void *context, int times)
{
    struct sqlite *sqlite = context;
    const double now = time_monotonic();
    if (times == 0)
        sqlite->deadline = now + sqlite->patience;
    if (now >= sqlite->deadline || (interrupt_signal() && !sqlite->engine.calm))
        return 0;
    if (times == 50 && sqlite->engine.options.waiting)
        sqlite->engine.options.waiting(sqlite->engine.options.context,
                                       "another process is writing to the database file");
    double pause = times < 10 ? 0.001 : 0.02;
    pause *= 0.5 + (double)(arc4random() % 1000) / 1000;
    time_sleep(pause);
    return 1;
}

static int
on_progress(void *context)
{
    struct sqlite *sqlite = context;
    if (sqlite->engine.options.tick)
        sqlite->engine.options.tick(sqlite->engine.options.context);
    return interrupt_signal() != 0 && !sqlite->engine.calm;
}

static void
attached_note(struct sqlite *sqlite, const char *database)
{
    if (database && strcmp(database, "main") != 0 && strcmp(database, "temp") != 0)
        snprintf(sqlite->attached, sizeof sqlite->attached, "%s", database);
}

/* Called for each statement that is prepared: notes what changes the session, so that
 * only then the file must be opened anew (see sqlite_reset); and which other file it
 * writes to. */
static int
on_authorize(void *context, int action, const char *first, const char *second,
             const char *database, const char *trigger)
{
    (void)trigger;
    struct sqlite *sqlite = context;
    switch (action) {
    case SQLITE_ALTER_TABLE: /* of which the database stands first */
        attached_note(sqlite, first);
        break;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        attached_note(sqlite, database);
        break;
    case SQLITE_PRAGMA:
        sqlite->touched |= second != NULL;
        break;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
        sqlite->touched = true;
        break;
    default:
        break;
    }
    return SQLITE_OK;
}

static void
sqlite_disconnect(struct sqlite *sqlite)
{
    statement_finalize(&sqlite->savepoint);
    statement_finalize(&sqlite->release);
    sqlite->savepoint = sqlite->release = NULL;
    sqlite3_close_v2(sqlite->db);
    sqlite->db = NULL;
}

static struct error *
sqlite_connect(struct sqlite *sqlite)
{
    /* One thread has it, and needs no mutex. */
    const int code = sqlite3_open_v2(sqlite->file, &sqlite->db,
                                     sqlite->flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (!sqlite->db)
        memory_or_abort(NULL);
    if (code != SQLITE_OK) {
        const int system = sqlite3_system_errno(sqlite->db);
        struct error *error =
            error_new(ERROR_FAILED, "%s: %s", sqlite3_errmsg(sqlite->db),
                      system ? strerror(system) : sqlite3_errstr(code));
        return error_locate(error_explain(error, code), sqlite->file, (struct str){0});
    }
    sqlite3_extended_result_codes(sqlite->db, 1);
    sqlite3_busy_handler(sqlite->db, on_busy, sqlite);
    sqlite3_progress_handler(sqlite->db, 10000, on_progress, sqlite);
    sqlite3_set_authorizer(sqlite->db, on_authorize, sqlite);
    sqlite->touched = false;
    return NULL;
}

static bool
has_folder(const char *file)
{
    char *folder = memory_or_abort(strdup(file));
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    const bool found = !slash || access(folder, X_OK) == 0;
    free(folder);
    return found;
}

/* sqlite:///app.db is relative, sqlite:////app.db absolute, sqlite:// in memory. */
static struct error *
sqlite_file(struct sqlite *sqlite, const struct engine_options *options)
{
    struct url url;
    struct error *error = url_parse(&url, options->url);
    if (error)
        return error;
    struct str rest = url.rest, query = {0};
    if (rest.length && rest.data[0] != '/')
        return error_hint(error_new(ERROR_USAGE, "a sqlite URL has no host"),
                          "write sqlite:/// and the file: sqlite:///app.db, or "
                          "sqlite:////srv/app.db");
    rest = str_before(str_cut(rest, 1), '?', &query, NULL);
    sqlite->in_memory = !rest.length || str_is(rest, ":memory:");
    sqlite->file = sqlite->in_memory ? memory_or_abort(strdup(":memory:"))
                                     : memory_or_abort(strndup(rest.data, rest.length));
    sqlite->flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    while (query.length) {
        const struct str option = str_before(query, '&', &query, NULL);
        if (str_is(option, "mode=ro"))
            sqlite->flags = SQLITE_OPEN_READONLY;
        else if (str_is(option, "mode=rw"))
            sqlite->flags = SQLITE_OPEN_READWRITE;
        else if (!str_is(option, "mode=rwc"))
            return error_hint(error_new(ERROR_USAGE,
                                        "unknown option \"%.*s\" in the sqlite "
                                        "URL",
                                        STR_ARG(option)),
                              "mode=ro, mode=rw and mode=rwc are known");
    }
    /* Who only looks, or finds that there is nothing that could run, does not make a
     * file: one that is not there is an empty database. */
    if (!sqlite->in_memory && access(sqlite->file, F_OK) < 0 && errno == ENOENT &&
        sqlite->flags & SQLITE_OPEN_CREATE && has_folder(sqlite->file)) {
        sqlite->absent = sqlite->file;
        sqlite->file = memory_or_abort(strdup(":memory:"));
        sqlite->in_memory = true;
    }
    return NULL;
}

static void
sqlite_close(struct engine *engine)
{
    struct sqlite *sqlite = (struct sqlite *)engine;
    sqlite_disconnect(sqlite);
    free(sqlite->file);
    free(sqlite->absent);
    free(sqlite);
}

static struct error *
sqlite_open(struct engine **engine, const struct engine_options *options)
{
    struct sqlite *sqlite = memory_or_abort(calloc(1, sizeof *sqlite));
    sqlite->patience = options->run_lock_timeout;
    struct error *error =
        options->remote_durable
            ? error_hint(error_new(ERROR_USAGE,
                                   "database.durability is \"remote\", but SQLite has no "
                                   "standby"),
                         "set durability: run or step")
            : sqlite_file(sqlite, options);
    if (!error)
        error = sqlite_connect(sqlite);
    if (error) {
        sqlite_close(&sqlite->engine);
        return error;
    }
    *engine = &sqlite->engine;
    return NULL;
}

/* A parameter without a value would be NULL to SQLite, in silence. */
static struct error *
parameter_check(sqlite3_stmt *statement, struct str sql)
{
    if (!statement || !sqlite3_bind_parameter_count(statement))
        return NULL;
    const char *name = sqlite3_bind_parameter_name(statement, 1);
    const char *at = name ? memmem(sql.data, sql.length, name, strlen(name)) : NULL;
    return error_hint(
        error_at(at, ERROR_FAILED, "the parameter %s has no value", name ? name : "?"),
        "a script has no parameters: write the value, or put quotes around it");
}

/* SQLite runs the first statement of a text and leaves the rest: there must be none. */
static struct error *
tail_check(const char *tail, struct str sql)
{
    struct sql_lexer lexer = {&sql_sqlite, tail, sql.data + sql.length};
    struct sql_token token;
    do {
        struct error *error = sql_token_next(&lexer, &token);
        if (error)
            return error;
        if (token.kind != SQL_SPACE && token.kind != SQL_COMMENT && token.kind != SQL_END)
            return error_at(token.text.data, ERROR_FAILED,
                            "SQLite ends the statement before this");
    } while (token.kind != SQL_END);
    return NULL;
}

static void
journal_mode(struct sqlite *sqlite, const char *database, char mode[16])
{
    char sql[160];
    CLEAN_STATEMENT sqlite3_stmt *statement = NULL;
    *mode = '\0';
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA \"%w\".journal_mode", database);
    if (sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        snprintf(mode, 16, "%s", (const char *)sqlite3_column_text(statement, 0));
}

/* Files with a write-ahead log commit one after another (sqlite.org/lang_attach.html): a
 * crash between leaves our row without the script's rows, or the other way round. */
static struct error *
attached_check(struct sqlite *sqlite, struct str sql)
{
    char name[sizeof sqlite->attached], main_mode[16], mode[16];
    if (!*sqlite->attached || !sqlite->engine.statement ||
        sqlite3_get_autocommit(sqlite->db))
        return NULL;
    memcpy(name, sqlite->attached, sizeof name);
    journal_mode(sqlite, "main", main_mode);
    journal_mode(sqlite, name, mode);
    if (strcmp(mode, "memory") == 0 ||
        (strcmp(main_mode, "wal") != 0 && strcmp(mode, "wal") != 0))
        return NULL;
    return error_hint(
        error_at(sql.data, ERROR_FAILED,
                 "this writes to the attached file \"%s\" while %s in WAL mode: then "
                 "SQLite does not commit two files at once, and a crash loses one of "
                 "them",
                 name,
                 strcmp(main_mode, mode) == 0 ? "both are"
                 : strcmp(mode, "wal") == 0   ? "it is"
                                              : "the database is"),
        "PRAGMA journal_mode = DELETE on both files before, or write to the other one "
        "with a run of its own");
}

static struct error *
file_make(struct sqlite *sqlite)
{
    free(sqlite->file);
    sqlite->file = sqlite->absent;
    sqlite->absent = NULL;
    sqlite->in_memory = false;
    sqlite_disconnect(sqlite);
    return sqlite_connect(sqlite);
}

/* SAVEPOINT and RELEASE, whose text is the same for each step. */
static struct error *
again_exec(struct sqlite *sqlite, sqlite3_stmt **kept, struct str sql)
{
    if (*kept && !str_is(sql, sqlite3_sql(*kept))) {
        statement_finalize(kept);
        *kept = NULL;
    }
    if (!*kept && sqlite3_prepare_v2(sqlite->db, sql.data, (int)sql.length, kept, NULL))
        return sqlite_error(sqlite, sql.data);
    const int code = sqlite3_step(*kept);
    struct error *error = code == SQLITE_DONE ? NULL : sqlite_error(sqlite, sql.data);
    sqlite3_reset(*kept);
    return error;
}

static struct error *
sqlite_exec(struct engine *engine, struct str sql, size_t *changed)
{
    struct sqlite *sqlite = (struct sqlite *)engine;
    *changed = 0;
    if (!engine->statement && str_starts(sql, STR("SAVEPOINT ")))
        return again_exec(sqlite, &sqlite->savepoint, sql);
    if (!engine->statement && str_starts(sql, STR("RELEASE ")))
        return again_exec(sqlite, &sqlite->release, sql);
    struct error *absent = sqlite->absent ? file_make(sqlite) : NULL;
    if (absent)
        return absent;
    if (sql.length > (size_t)sqlite3_limit(sqlite->db, SQLITE_LIMIT_SQL_LENGTH, -1))
        return error_new(ERROR_FAILED, "the statement is longer than SQLite takes");
    CLEAN_STATEMENT sqlite3_stmt *statement = NULL;
    const char *tail = NULL;
    *sqlite->attached = '\0';
    if (sqlite3_prepare_v2(sqlite->db, sql.data, (int)sql.length, &statement, &tail))
        return sqlite_error(sqlite, sql.data);
    struct error *error = tail_check(tail, sql);
    if (error || (error = parameter_check(statement, sql)) || !statement ||
        (error = attached_check(sqlite, sql)))
        return error;
    int code;
    do
        code = sqlite3_step(statement);
    while (code == SQLITE_ROW);
    if (code != SQLITE_DONE)
        return sqlite_error(sqlite, sql.data);
    *changed = (size_t)sqlite3_changes(sqlite->db);
    return NULL;
}

static struct error *
sqlite_query(struct engine *engine, struct arena *arena, const char *sql,
             struct rows *rows)
{
    struct sqlite *sqlite = (struct sqlite *)engine;
    CLEAN_STATEMENT sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL))
        return sqlite_error(sqlite, sql);
    VEC(const char *) values = {0};
    rows->columns = (size_t)sqlite3_column_count(statement);
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < (int)rows->columns; i++) {
            const void *text = sqlite3_column_text(statement, i);
            const size_t length = (size_t)sqlite3_column_bytes(statement, i);
            const char *copy = text ? arena_copy(arena, text, length) : NULL;
            vec_push(&values, arena, copy);
        }
        rows->count++;
    }
    rows->values = values.items;
    return code == SQLITE_DONE ? NULL : sqlite_error(sqlite, sql);
}

static bool
sqlite_transaction(struct engine *engine)
{
    return !sqlite3_get_autocommit(((struct sqlite *)engine)->db);
}

/* Temporary tables, attached files and pragmas end with the connection. */
static struct error *
sqlite_reset(struct engine *engine)
{
    struct sqlite *sqlite = (struct sqlite *)engine;
    if (!sqlite->touched || sqlite->in_memory || sqlite_transaction(engine))
        return NULL;
    sqlite_disconnect(sqlite);
    return sqlite_connect(sqlite);
}

static bool
sqlite_touched(struct engine *engine)
{
    return ((struct sqlite *)engine)->touched;
}

static struct error *
sqlite_copy(struct engine *engine, struct engine *from)
{
    struct sqlite *sqlite = (struct sqlite *)engine;
    sqlite3 *source = ((struct sqlite *)from)->db;
    sqlite3_backup *backup = sqlite3_backup_init(sqlite->db, "main", source, "main");
    if (backup)
        sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup) == SQLITE_OK ? NULL : sqlite_error(sqlite, NULL);
}

static const char *const sqlite_schemes[] = {"sqlite", NULL};

const struct engine_driver engine_sqlite = {
    .name = "sqlite",
    .schemes = sqlite_schemes,
    .dialect = &sql_sqlite,
    .features = ENGINE_GROUPS,
    .open = sqlite_open,
    .close = sqlite_close,
    .exec = sqlite_exec,
    .query = sqlite_query,
    .transaction = sqlite_transaction,
    .reset = sqlite_reset,
    .touched = sqlite_touched,
    .copy = sqlite_copy,
};
