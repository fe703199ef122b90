/* libpq, bound when the first postgresql:// URL is opened: linking it costs every start
 * of the program 4 ms (25 libraries), SQLite's users too. Private to the room. */
#ifndef MIGRATE_ENGINE_LIBPQ_H
#define MIGRATE_ENGINE_LIBPQ_H

#include "migrate/error.h"

#include <libpq-fe.h>

#define LIBPQ_FUNCTIONS(X)                                                               \
    X(PQbackendPID)                                                                      \
    X(PQcancel)                                                                          \
    X(PQclear)                                                                           \
    X(PQcmdTuples)                                                                       \
    X(PQconnectdbParams)                                                                 \
    X(PQconnectPoll)                                                                     \
    X(PQconnectStartParams)                                                              \
    X(PQconninfo)                                                                        \
    X(PQconninfoFree)                                                                    \
    X(PQconninfoParse)                                                                   \
    X(PQconsumeInput)                                                                    \
    X(PQerrorMessage)                                                                    \
    X(PQfinish)                                                                          \
    X(PQfreemem)                                                                         \
    X(PQfreeCancel)                                                                      \
    X(PQgetCancel)                                                                       \
    X(PQgetCopyData)                                                                     \
    X(PQgetResult)                                                                       \
    X(PQgetisnull)                                                                       \
    X(PQgetlength)                                                                       \
    X(PQgetvalue)                                                                        \
    X(PQhost)                                                                            \
    X(PQhostaddr)                                                                        \
    X(PQisBusy)                                                                          \
    X(PQnfields)                                                                         \
    X(PQntuples)                                                                         \
    X(PQpingParams)                                                                      \
    X(PQport)                                                                            \
    X(PQflush)                                                                           \
    X(PQputCopyData)                                                                     \
    X(PQputCopyEnd)                                                                      \
    X(PQreset)                                                                           \
    X(PQresultErrorField)                                                                \
    X(PQresultErrorMessage)                                                              \
    X(PQresultStatus)                                                                    \
    X(PQsendQueryParams)                                                                 \
    X(PQsendQuery)                                                                       \
    X(PQserverVersion)                                                                   \
    X(PQsetNoticeReceiver)                                                               \
    X(PQsetnonblocking)                                                                  \
    X(PQsetSingleRowMode)                                                                \
    X(PQsocket)                                                                          \
    X(PQstatus)                                                                          \
    X(PQtransactionStatus)

/* Of libpq 14; without them there is no pipeline. */
#define LIBPQ_PIPELINE(X)                                                                \
    X(PQenterPipelineMode)                                                               \
    X(PQexitPipelineMode)                                                                \
    X(PQpipelineSync)                                                                    \
    X(PQsendFlushRequest)

#define LIBPQ_MEMBER(name) __typeof__(name) *name;
struct libpq {
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
    LIBPQ_PIPELINE(LIBPQ_MEMBER)
    bool pipeline;
};

/* Loads the library for the rest of the program's life. */
struct error *libpq_load(struct libpq *libpq) MUST_CHECK;

#endif
