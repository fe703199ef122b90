/* One open database, whatever it is.
 *
 * A driver is a table of functions (src/engine/NAME.c); the rules that hold for all
 * databases (what may stand in a transaction, how a script is cut into statements, what
 * is an error) are written once, in engine.c and inspect.c. `--sql` is a driver too: it
 * prints what would be sent. Drivers never print, and never put the URL into an error. */
#ifndef MIGRATE_ENGINE_H
#define MIGRATE_ENGINE_H

#include "migrate/error.h"
#include "migrate/sql.h"

#include <stdint.h>
#include <stdio.h>

enum engine_feature {
    ENGINE_SCHEMAS = 1,      /* tables have a schema, and a search path finds them */
    ENGINE_SESSION_LOCK = 2, /* lock() holds until unlock(). Without it BEGIN is the lock,
                                and the version rows must be read inside */
    ENGINE_PRINTS = 4,       /* nothing runs, and nothing can be asked */
    ENGINE_GROUPS = 8,       /* several steps may share a transaction, each a savepoint */
    ENGINE_ASYNC = 16,       /* a COMMIT need not wait for the disk; the next one does */
    ENGINE_BATCH = 32,       /* exec() takes several statements in one message */
    ENGINE_FLIGHT = 64       /* statements can be sent before those before are answered */
};

/* What the database says beside its answer: a notice or warning. */
struct engine_notice {
    const char *severity, *message;
};

struct engine_options {
    const char *url;
    const char *database;    /* instead of the one in the URL; may be NULL */
    const char *password;    /* instead of the one in the URL; may be NULL */
    const char *application; /* who we are, for the server's list of sessions */
    double connect_timeout, lock_timeout, statement_timeout; /* seconds; 0: none */
    double run_lock_timeout; /* how long to wait for another run */
    double wait;             /* for a server that does not take connections yet */
    double keepalive;        /* after so long in silence the connection is probed */
    bool no_pipeline;        /* each statement waits for the answer before it */
    bool each_durable;       /* each step is on disk before the next begins */
    bool remote_durable;     /* and the last one is applied at the standby, too */
    bool read_only; /* nothing will be written: a file that is not there is empty */
    FILE *print;    /* for the driver that prints */
    void (*notice)(void *context, const struct engine_notice *notice); /* may be NULL */
    void (*echo)(void *context, struct str sql); /* before each statement; may be NULL */
    void (*waiting)(void *context, const char *holder); /* for a lock; may be NULL */
    void (*tick)(
        void *context); /* every second or so while something runs; may be NULL */
    void *context;
};

/* What became of something of which nobody has the answer. */
enum outcome {
    OUTCOME_NOTHING, /* it did nothing, or doing it again does no harm */
    OUTCOME_DONE,
    OUTCOME_UNKNOWN
};

struct engine_facts;

/* The first member of every driver's own struct. */
struct engine {
    const struct engine_driver *driver;
    const struct sql_dialect *dialect;
    struct engine_options options;
    unsigned features;   /* the driver's, less what this connection cannot keep */
    bool pooled;         /* each transaction may be another session of the server */
    bool lock_lost;      /* the run's, to another run: it is to be taken again */
    bool in_transaction; /* a step's is open */
    bool group;          /* a transaction is open that several steps share */
    bool more;           /* another step follows the one that is open */
    double group_start;
    size_t pending;     /* steps that were committed, but are not on disk for certain */
    bool keep_session;  /* what a ROLLBACK leaves of the session is still wanted */
    bool own_session;   /* nobody else's: what is prepared there may stay */
    bool calm;          /* signals do not stop what is sent: it is about what was done */
    int version;        /* of PostgreSQL's server, 150004; 0: not known */
    unsigned savepoint; /* a number for its name */
    const struct sql_statement *statement; /* of a script, that is sent; NULL: our own */
    size_t lost; /* of these, how many the last rollback took along */
};

/* The answer to a query: `count` rows of `columns` texts, NULL where the database has. */
struct rows {
    size_t count, columns;
    const char **values;
};
const char *rows_value(const struct rows *rows, size_t row, size_t column);

/* Queries of our own that are asked together, and their answers: `done` of them, when
 * there was an error. */
struct questions {
    const char *const *list;
    size_t count;
    struct rows *rows;
    size_t done;
};

struct engine_driver {
    const char *name;
    const char *const *schemes; /* of its URLs, ends with NULL */
    const struct sql_dialect *dialect;
    unsigned features;

    /* Required. open: `options` outlives the call; nothing to close after an error. */
    struct error *(*open)(struct engine **engine, const struct engine_options *options);
    void (*close)(struct engine *engine);

    /* Runs one statement and discards its rows; `changed` is how many rows it changed (of
     * several statements, ENGINE_BATCH, each; 0 if they differ). An error that
     * knows its place has `at` within `sql`. */
    struct error *(*exec)(struct engine *engine, struct str sql, size_t *changed);

    /* Runs one query of our own, and copies its rows into the arena. */
    struct error *(*query)(struct engine *engine, struct arena *arena, const char *sql,
                           struct rows *rows);

    /* Optional (ENGINE_BATCH): several in one message, `done` of which were answered. */
    struct error *(*query_list)(struct engine *engine, struct arena *arena,
                                const char *sql, struct rows *rows, size_t *done);

    /* Whether a transaction is open, as the database sees it. */
    bool (*transaction)(struct engine *engine);

    /* Optional. lock: of that name, among all who work on this database; waits no longer
     * than run_lock_timeout (LOCKED). unlock: whether it was still held. begin: `sql`
     * begins a transaction, which must not be without the lock either; MOVED when another
     * run took it meanwhile. commit: sends COMMIT, and `durable` (may be NULL) before it
     * in the same message. durable_sql: what makes the COMMIT of the transaction that is
     * open wait for the disk, whatever the script, the role or the database say; a
     * constant. holds: whether it is held, for what runs outside a
     * transaction. reset: forgets what a script did to the session.
     * touched: whether there is anything to forget that a transaction would keep.
     * flight_start, flight_end, flight_begins, submit, push, collect,
     * unlock_ahead: see the functions engine_flight_start() and so on.
     * alive: whether the connection still stands. reconnect: makes another one, for which
     * it may take so long. committed: what became of the last transaction, which may
     * still be under way for so long. */
    struct error *(*lock)(struct engine *engine, struct arena *arena, const char *name,
                          struct questions *more);
    struct error *(*unlock)(struct engine *engine, bool *held);
    struct error *(*begin)(struct engine *engine, const char *sql);
    struct error *(*commit)(struct engine *engine, const char *durable);
    const char *(*durable_sql)(const struct engine *engine);
    struct error *(*holds)(struct engine *engine, bool *held);
    struct error *(*reset)(struct engine *engine);
    bool (*touched)(struct engine *engine);
    bool (*alive)(struct engine *engine);
    struct error *(*committed)(struct engine *engine, enum outcome *outcome,
                               double seconds);
    struct error *(*reconnect)(struct engine *engine, double seconds);
    struct error *(*flight_start)(struct engine *engine);
    void (*flight_end)(struct engine *engine);
    const char *const *(*flight_begins)(struct engine *engine, struct arena *arena,
                                        const struct engine_facts *facts, bool durable,
                                        const char **clean);
    struct error *(*submit)(struct engine *engine, struct str sql);
    struct error *(*push)(struct engine *engine);
    struct error *(*collect)(struct engine *engine, struct str sql);
    struct error *(*unlock_ahead)(struct engine *engine);

    /* Optional. copy: all of another database of the same driver into this new one. */
    struct error *(*copy)(struct engine *engine, struct engine *from);
};

/* Opens the database that the URL names. */
struct error *engine_open(struct engine **engine,
                          const struct engine_options *options) MUST_CHECK;

/* Opens the driver that prints to options->print, in the dialect of the URL. */
struct error *engine_open_printer(struct engine **engine,
                                  const struct engine_options *options) MUST_CHECK;

/* The dialect of the database that the URL names, which is not opened. */
struct error *engine_dialect(const struct sql_dialect **dialect,
                             const char *url) MUST_CHECK;

/* All of `from` into a new, empty database; for the drivers that can. */
struct error *engine_copy(struct engine *engine, struct engine *from) MUST_CHECK;

/* NULL is allowed. A transaction that is open is rolled back. */
void engine_close(struct engine *engine);

bool engine_has(const struct engine *engine, enum engine_feature feature);

/* Begins a step. With `more` another one follows, and then the database may keep this one
 * off the disk until engine_flush(), or until a later step is on disk: in order, so that
 * a crash leaves a whole earlier step. */
struct error *engine_begin(struct engine *engine, bool more) MUST_CHECK;

/* The same with modes of the transaction, as ISOLATION LEVEL SERIALIZABLE. */
struct error *engine_begin_modes(struct engine *engine, struct str modes,
                                 bool more) MUST_CHECK;
struct error *engine_commit(struct engine *engine) MUST_CHECK;

/* Brings all that was committed to the disk. */
struct error *engine_flush(struct engine *engine) MUST_CHECK;

/* After an error, which is passed through; one of the rollback itself is dropped (the
 * connection is lost then, and the server rolls back). Only this step is undone, unless
 * the database undid its whole group (SQLite does so when a write is interrupted or the
 * disk is full): engine->lost says how many steps went with it. */
struct error *engine_rollback(struct engine *engine, struct error *error) MUST_CHECK;

/* One statement of our own. */
struct error *engine_exec(struct engine *engine, const char *sql,
                          size_t *changed) MUST_CHECK;
struct error *engine_query(struct engine *engine, struct arena *arena, const char *sql,
                           struct rows *rows) MUST_CHECK;

/* Several at once, one round trip where the database allows that (ENGINE_BATCH). */
struct error *engine_query_list(struct engine *engine, struct arena *arena,
                                struct questions *questions) MUST_CHECK;

/* With the driver that prints, a comment that says what follows; else nothing. */
void engine_comment(struct engine *engine, const char *text);

/* The lock of a run. Behind a pooler that gives each transaction another session
 * (engine->pooled) there is none that lasts: each transaction takes it then, and waits
 * for it. `name` is an expression, since a question to the database may be part of it.
 * The questions are asked under the lock, in the same round trip when nobody else has
 * it; none of them is done when they are still to be asked. */
struct error *engine_lock(struct engine *engine, struct arena *arena, const char *name,
                          struct questions *more) MUST_CHECK;

/* Frees it; tells by a notice when it was not ours any more. */
struct error *engine_unlock(struct engine *engine) MUST_CHECK;

/* MOVED when another run may have the lock. */
struct error *engine_lock_check(struct engine *engine) MUST_CHECK;

struct error *engine_reset(struct engine *engine) MUST_CHECK;

/* What is known of a section before it runs. */
struct engine_facts {
    size_t statements;
    bool wrapped;           /* BEGIN … COMMIT stand in it: ours take their place */
    bool sets_foreign_keys; /* PRAGMA foreign_keys stands in it */
    bool foreign_keys;      /* and is on for the statements that are not it */
    struct str modes;       /* of its transaction, as it says itself; most often empty */
    bool questions;         /* see engine_foresee() */
    bool copies;            /* there is a COPY in it */
    bool eventful;          /* a statement is not plain, see sql_is_plain() */
    bool sets_role; /* SET ROLE or SESSION AUTHORIZATION: our own SQL must not run so */
};

/* Reads a section without running it. In a transactional one, anything that would end our
 * transaction or that the database refuses inside one is an error, at its place. */
struct error *engine_inspect(struct engine_facts *facts,
                             const struct sql_dialect *dialect, struct str sql,
                             bool transactional) MUST_CHECK;

/* Whether a section that engine_inspect() has questions about (facts) can run in a
 * transaction of this database. */
struct error *engine_foresee(struct engine *engine, struct str sql) MUST_CHECK;

/* Whether a statement of a transactional section is not sent, because what it says about
 * the transaction is said with our BEGIN. */
bool engine_skips(const struct engine_facts *facts, const struct sql_dialect *dialect,
                  const struct sql_statement *statement);

/* Told before each statement; `index` counts from 1. An error stops the run. */
typedef struct error *engine_before(void *context, size_t index,
                                    const struct sql_statement *statement);

/* Runs the statements of an inspected section one by one, in the transaction that is
 * open. After each one the transaction must still be there. An error has `at` within
 * `sql`. */
struct error *engine_run(struct engine *engine, struct str sql,
                         const struct engine_facts *facts, engine_before *before,
                         void *context) MUST_CHECK;

/* Whether the connection still stands. */
bool engine_alive(struct engine *engine);

/* After the connection was lost: another one to the same database, without lock or
 * transaction. */
struct error *engine_reconnect(struct engine *engine, double seconds) MUST_CHECK;

/* Over another connection: whether the transaction that was open when the last one was
 * lost was committed. It may still be under way for so long. */
struct error *engine_committed(struct engine *engine, enum outcome *outcome,
                               double seconds) MUST_CHECK;

/* Sends one statement of a script, wherever it stands. */
struct error *engine_statement(struct engine *engine,
                               const struct sql_statement *statement) MUST_CHECK;

/* Does what a command of psql says that stands in the statement's place, if one does. */
struct error *engine_command(struct engine *engine,
                             const struct sql_statement *statement) MUST_CHECK;

/* --- Steps in flight (flight.c) ---------------------------------------------------- */

/* Whether this connection can have statements under way whose answers are taken later. */
bool engine_can_fly(const struct engine *engine);

/* From now on statements are submitted and, in the same order, collected. After one that
 * fails none of those behind it is run. */
struct error *engine_flight_start(struct engine *engine) MUST_CHECK;

/* The end; what was not collected is dropped. After an error the step that failed is to
 * be rolled back with engine_rollback(). */
void engine_flight_end(struct engine *engine, bool failed);

/* What begins a step, as engine_begin() does: a list that ends with NULL, to be submitted
 * one by one. The last of them fails when another run has the lock, see
 * engine_failed_check(). `clean` (NULL: not needed) is to be submitted behind the first
 * of them: it fails when the step before left more in the session than what the list
 * takes back. */
const char *const *engine_flight_begins(struct engine *engine, struct arena *arena,
                                        const struct engine_facts *facts, bool more,
                                        const char **clean);

/* What is to be submitted before the COMMIT of a step so that it waits for the disk; NULL
 * when another step follows (`more`) and need not. */
const char *engine_flight_durable(const struct engine *engine, bool more);

struct error *engine_submit(struct engine *engine, struct str sql) MUST_CHECK;

/* Asks the server not to keep the answers so far until there are more. */
struct error *engine_push(struct engine *engine) MUST_CHECK;

/* The answer to the oldest statement: of our own, or one of a script. */
struct error *engine_collect(struct engine *engine) MUST_CHECK;
struct error *engine_collect_statement(struct engine *engine,
                                       const struct sql_statement *statement) MUST_CHECK;

/* Submits, last of all, what frees the lock; then engine_unlock() takes its answer. */
struct error *engine_unlock_ahead(struct engine *engine) MUST_CHECK;

/* Of a step whose COMMIT was answered; `more` as in engine_flight_begins(). */
void engine_flight_committed(struct engine *engine, bool more);

/* An SQL expression that is an error, to be known by engine_failed_check(), unless the
 * condition is true. */
const char *engine_check_sql(struct arena *arena, const char *condition);
bool engine_failed_check(const struct error *error);

/* --- What cannot run in a transaction (outside.c) ---------------------------------- */

/* Sends such a statement. What PostgreSQL does concurrently waits for old transactions by
 * design, and blocks nobody: no lock_timeout ends that. */
struct error *engine_statement_outside(struct engine *engine,
                                       const struct sql_statement *statement) MUST_CHECK;

/* What must be known before such a statement is sent to tell later what became of it, as
 * a text for the journal; NULL: nothing. */
struct error *engine_outcome_mark(const char **mark, struct engine *engine,
                                  struct arena *arena,
                                  const struct sql_statement *statement) MUST_CHECK;

/* What became of such a statement, of which nobody has the answer. `mark` is what was
 * noted before it, or NULL. */
struct error *engine_outcome(enum outcome *outcome, struct engine *engine,
                             const struct sql_statement *statement,
                             const char *mark) MUST_CHECK;

/* Before CREATE INDEX CONCURRENTLY: drops the INVALID index that an earlier attempt left,
 * and tells so by a notice. Of IF NOT EXISTS, or when the statement was sent before
 * (`sent`): `done` when there is an index of that name that is the one that is wanted; of
 * IF NOT EXISTS an error when it is another. */
struct error *engine_index_prepare(bool *done, struct engine *engine,
                                   const struct sql_statement *statement,
                                   bool sent) MUST_CHECK;

/* Before what an earlier run sent, and which failed or was cancelled: finishes what that
 * left in between (a partition that is pending detach), or takes it away (a file that
 * VACUUM INTO began, if the mark says that there was none). `done`: nothing is left to
 * do. */
struct error *engine_finish_sent(bool *done, struct engine *engine,
                                 const struct sql_statement *statement,
                                 const char *mark) MUST_CHECK;

/* After VACUUM INTO failed: removes the part of its file that was written, if the mark
 * says that there was none before. */
void engine_discard(struct engine *engine, const struct sql_statement *statement,
                    const char *mark);

/* After it: an error unless the index is there and valid. */
struct error *engine_index_check(struct engine *engine,
                                 const struct sql_statement *statement) MUST_CHECK;

/* SQLite: PRAGMA foreign_keys does nothing within a transaction. So when a script sets it
 * (facts), it is set before BEGIN; the keys are checked before COMMIT, against `before`,
 * so that only new violations count; and the setting is put back after. */
struct foreign_keys {
    bool active, was_on;
    struct rows before;
};
struct error *foreign_keys_set(struct foreign_keys *keys, struct engine *engine,
                               const struct engine_facts *facts) MUST_CHECK;
struct error *foreign_keys_count(struct foreign_keys *keys, struct engine *engine,
                                 struct arena *arena) MUST_CHECK;
struct error *foreign_keys_check(const struct foreign_keys *keys, struct engine *engine,
                                 struct arena *arena) MUST_CHECK;
struct error *foreign_keys_restore(struct foreign_keys *keys,
                                   struct engine *engine) MUST_CHECK;

/* --- URLs ------------------------------------------------------------------------ */

struct url {
    struct str scheme;         /* without "+driver" */
    struct str user, password; /* as written, percent-encoded */
    struct str rest;           /* what follows "scheme://", whole */
    struct str tail; /* what follows the user and password: host, database, query */
    bool has_user, has_password;
};

/* Takes a URL apart. Errors (no scheme, a character that must be escaped) never show the
 * password. */
struct error *url_parse(struct url *url, const char *text) MUST_CHECK;

/* The URL with *** for each password in it; for one that cannot be read for certain, only
 * its scheme. */
const char *url_show(struct arena *arena, const char *text);

/* A text (an error, an argument) in which a URL may stand: what could be the password of
 * one is *** then. Hides rather too much. */
const char *url_mask(struct arena *arena, const char *text);

#endif
