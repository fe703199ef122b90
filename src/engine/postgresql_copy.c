/* COPY … FROM stdin: the data of the script are sent as the server takes them, straight
 * from the file's bytes. */
#include "postgresql.h"

#include "migrate/file.h"
#include "migrate/interrupt.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 18 };

/* A signal stops the statement at the server, which may be at work on what it has, and
 * not read. */
static void
interrupt_pass(struct postgresql *pg, bool *cancelled)
{
    char why[256];
    if (*cancelled || pg->engine.calm || !interrupt_signal())
        return;
    *cancelled = true;
    pg->pq.PQcancel(pg->cancel, why, sizeof why);
}

/* Until the server takes more, which it does in its own time. */
static void
room_wait(struct postgresql *pg, bool *cancelled)
{
    struct pollfd fds[] = {
        {.fd = pg->pq.PQsocket(pg->connection), .events = POLLIN | POLLOUT},
        {.fd = *cancelled || pg->engine.calm ? -1 : interrupt_fd(), .events = POLLIN},
    };
    const int ready = poll(fds, 2, 1000);
    interrupt_pass(pg, cancelled);
    if (ready > 0 && fds[0].revents & POLLIN)
        pg->pq.PQconsumeInput(pg->connection);
    if (pg->engine.options.tick)
        pg->engine.options.tick(pg->engine.options.context);
}

/* Sends what libpq still holds. */
static bool
flush(struct postgresql *pg, bool *cancelled)
{
    int left;
    while ((left = pg->pq.PQflush(pg->connection)) > 0)
        room_wait(pg, cancelled);
    return left == 0;
}

/* False: not all of the data went. */
static bool
data_send(struct postgresql *pg, struct str data, bool *cancelled)
{
    while (data.length && !*cancelled) {
        const size_t length = data.length < CHUNK ? data.length : CHUNK;
        const int sent = pg->pq.PQputCopyData(pg->connection, data.data, (int)length);
        if (sent > 0) {
            file_forget((struct str){data.data, length});
            data = str_cut(data, length);
        }
        if (sent < 0 || !flush(pg, cancelled))
            return false; /* if the connection is lost, the next answer says it */
        interrupt_pass(pg, cancelled);
    }
    return true;
}

void
copy_send(struct postgresql *pg)
{
    const struct sql_statement *statement = pg->engine.statement;
    const char *failure = "there are no data in the script";
    bool cancelled = false;
    pg->pq.PQsetnonblocking(pg->connection, 1);
    if (statement && statement->copies) {
        const bool whole = data_send(pg, statement->data, &cancelled);
        failure = cancelled ? "interrupted" : whole ? NULL : "the data broke off";
    }
    while (pg->pq.PQputCopyEnd(pg->connection, failure) == 0)
        room_wait(pg, &cancelled);
    flush(pg, &cancelled);
    pg->pq.PQsetnonblocking(pg->connection, 0);
}

const char *
copy_place(const struct postgresql *pg, const char *context)
{
    const struct sql_statement *statement = pg->engine.statement;
    if (!context || !statement || !statement->copies)
        return NULL;
    const char *found =
        strncmp(context, "COPY ", 5) == 0 ? strstr(context, ", line ") : NULL;
    unsigned long line = found ? strtoul(found + 7, NULL, 10) : 0;
    const char *at = statement->data.data, *end = at + statement->data.length;
    while (at && line > 1) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
        line--;
    }
    return line ? at : NULL;
}
