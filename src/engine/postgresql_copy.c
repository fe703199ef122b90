/* COPY … FROM stdin: the data of the script are sent as the server takes them, straight
 * from the file's bytes. */
#include "postgresql.h"

#include "migrate/interrupt.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 18 };

/* Until the server takes more, which it does in its own time. */
static void
room_wait(struct postgresql *pg)
{
    struct pollfd fds[] = {
        {.fd = pg->pq.PQsocket(pg->connection), .events = POLLIN | POLLOUT},
        {.fd = pg->engine.calm ? -1 : interrupt_fd(), .events = POLLIN},
    };
    const int ready = poll(fds, 2, 1000);
    if (ready > 0 && fds[0].revents & POLLIN)
        pg->pq.PQconsumeInput(pg->connection);
    if (pg->engine.options.tick)
        pg->engine.options.tick(pg->engine.options.context);
}

/* Sends what libpq still holds. */
static bool
flush(struct postgresql *pg)
{
    int left;
    while ((left = pg->pq.PQflush(pg->connection)) > 0)
        room_wait(pg);
    return left == 0;
}

static const char *
data_send(struct postgresql *pg, struct str data)
{
    while (data.length) {
        if (interrupt_signal() && !pg->engine.calm)
            return "interrupted";
        const size_t length = data.length < CHUNK ? data.length : CHUNK;
        const int sent = pg->pq.PQputCopyData(pg->connection, data.data, (int)length);
        if (sent > 0)
            data = str_cut(data, length);
        if (sent < 0 || !flush(pg))
            return NULL; /* the connection is lost, as the next answer says */
    }
    return NULL;
}

void
copy_send(struct postgresql *pg)
{
    const struct sql_statement *statement = pg->engine.statement;
    const char *failure = "there are no data in the script";
    pg->pq.PQsetnonblocking(pg->connection, 1);
    if (statement && statement->copies)
        failure = data_send(pg, statement->data);
    while (pg->pq.PQputCopyEnd(pg->connection, failure) == 0)
        room_wait(pg);
    flush(pg);
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
