/* The parts of the PostgreSQL driver. Private to the room. */
#ifndef MIGRATE_ENGINE_POSTGRESQL_H
#define MIGRATE_ENGINE_POSTGRESQL_H

#include "driver.h"
#include "libpq.h"
#include "migrate/buf.h"

struct postgresql {
    struct engine engine;
    struct libpq pq;
    PGconn *connection;
    PGcancel *cancel;
    char *password;   /* to be kept out of messages */
    bool in_flight;   /* libpq is in pipeline mode */
    bool unlocks;     /* and the lock was freed ahead */
    bool broken;      /* libpq has lost the thread: what the server did is not known */
    bool reset_due;   /* before the next statement, the session is to be reset */
    bool reset_small; /* of that, only what plain statements can have changed */
    bool locks;       /* the lock is wanted, under this key */
    long long key;
    char transaction[24]; /* the id of the last one that took the lock, or empty */
    int pid;              /* of the server's process that serves us, as the server says */
    struct arena scratch;
    PGconn *monitor; /* a second connection, that asks who blocks the first; or NULL */
    bool monitor_failed;
    struct arena blocker_arena;
    struct buf blocker; /* who blocks the statement under way; empty: nobody does */
};

/* postgresql_open.c */
struct error *postgresql_open(struct engine **engine,
                              const struct engine_options *options) MUST_CHECK;
void postgresql_close(struct engine *engine);
struct error *postgresql_reconnect(struct engine *engine, double seconds) MUST_CHECK;

/* The first words of the statement of a session `a` of pg_stat_activity: what follows may
 * hold a secret, and is nobody's business. */
#define SQL_FIRST_WORDS                                                                  \
    " coalesce({substring}(a.query,"                                                     \
    " E'^\\\\s*([A-Za-z]+(?:\\\\s+[A-Za-z]+)?)'), '')"

/* postgresql_blocker.c: asks who blocks the statement under way, into pg->blocker. */
bool blocker_look(struct postgresql *pg);
void blocker_close(struct postgresql *pg);

/* postgresql_answer.c: takes all answers to what was sent; `keep` (may be NULL) is called
 * for each good one. A signal cancels the statement, and its outcome is awaited. */
struct error *answers_take(struct postgresql *pg, struct str sql,
                           void (*keep)(void *, PGresult *), void *context) MUST_CHECK;

/* postgresql_copy.c: sends the data of the script's COPY that the server waits for. What
 * goes wrong is in the server's answer, which follows. */
void copy_send(struct postgresql *pg);

/* The line of the data that the context of an error ("COPY t, line 17") means, or NULL.
 */
const char *copy_place(const struct postgresql *pg, const char *context);

/* Waits until an answer is there, `most` seconds. */
struct error *answer_wait(struct postgresql *pg, double most) MUST_CHECK;

/* postgresql_pipeline.c */
struct error *postgresql_flight_start(struct engine *engine) MUST_CHECK;
void postgresql_flight_end(struct engine *engine);
const char *const *postgresql_flight_begins(struct engine *engine, struct arena *arena,
                                            const struct engine_facts *facts,
                                            bool durable, const char **clean);
struct error *postgresql_submit(struct engine *engine, struct str sql) MUST_CHECK;
struct error *postgresql_push(struct engine *engine) MUST_CHECK;
struct error *postgresql_collect(struct engine *engine, struct str sql) MUST_CHECK;

/* What went wrong with the connection itself, without the password; breaks it off. */
struct error *connection_error(struct postgresql *pg, const char *what) MUST_CHECK;

/* libpq, out of memory for an answer, would take the next question all the same; but only
 * another connection can say what became of this one. So nothing goes over it any more.
 */
void break_off(struct postgresql *pg);
bool is_lost(const struct postgresql *pg);

/* Whether the error is libpq's and not the server's. */
bool is_own_error(const struct postgresql *pg, const PGresult *result);

/* Says of an error what it means for the step when the connection is lost. */
struct error *lost_explain(struct postgresql *pg, struct error *error,
                           struct str sql) MUST_CHECK;

/* Passes what the server says beside its answer on to the options' notice(). */
void on_notice(void *context, const PGresult *result);

/* postgresql_lock.c */
struct error *postgresql_lock(struct engine *engine, struct arena *arena,
                              const char *name, struct questions *more) MUST_CHECK;
struct error *postgresql_unlock_ahead(struct engine *engine) MUST_CHECK;
struct error *postgresql_unlock(struct engine *engine, bool *held) MUST_CHECK;
struct error *postgresql_holds(struct engine *engine, bool *held) MUST_CHECK;
struct error *postgresql_begin(struct engine *engine, const char *sql) MUST_CHECK;
struct error *postgresql_committed(struct engine *engine, enum outcome *outcome,
                                   double seconds) MUST_CHECK;

/* postgresql.c: what comes first in a message that only reads for us: it ends when a lock
 * does not come in time (the script's session may say otherwise), and fails where row
 * level security would hide rows from us. For the transaction only. */
const char *reading_sql(const struct postgresql *pg, struct arena *arena);
struct error *postgresql_exec(struct engine *engine, struct str sql,
                              size_t *changed) MUST_CHECK;
struct error *postgresql_query(struct engine *engine, struct arena *arena,
                               const char *sql, struct rows *rows) MUST_CHECK;
struct error *postgresql_query_list(struct engine *engine, struct arena *arena,
                                    const char *sql, struct rows *rows,
                                    size_t *done) MUST_CHECK;
struct error *session_send(struct engine *engine, enum session_reset reset) MUST_CHECK;

#endif
