/* Preloaded into the program under test (LD_PRELOAD): lets its N-th call of a kind go
 * wrong, for real: between the program and the system, where no code of its own looks.
 *
 *   MIGRATE_FAULT=KIND:N:HOW
 *
 * KIND  file  open, write, truncate, fsync, rename, link, unlink, mkdir
 *       net   connect, send, recv
 *       memory
 *       answers  memory as well, from the first connect on
 * N     which call, from 1; 0: none, only count
 * HOW   kill         SIGKILL before the call; kill-after: after it
 *       half         SIGKILL when half of the bytes are written or sent; before a call
 *                    that has none
 *       fail         the call fails: EIO (every second one ENOSPC), ECONNRESET, NULL
 *       drop         the connection is shut down before the call; drop-after: after it
 *       run          $MIGRATE_FAULT_COMMAND runs before the call; run-after: after it
 *
 * At the end the number of calls is written to the file $MIGRATE_FAULT_COUNT. */
#undef _FILE_OFFSET_BITS /* with it open() would be open64() */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { KIND_NONE, KIND_FILE, KIND_NET, KIND_MEMORY };

static enum kind wanted;
static unsigned long wanted_at, count;
static char how[16];
static pid_t process;
static bool ready, busy, waits; /* waits: for a connect */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t number, size_t size);
void *__libc_realloc(void *old, size_t size);

static void *
next(const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    if (!symbol)
        abort();
    return symbol;
}

/* POSIX guarantees that a function's address fits a void *. */
#define REAL(name)                                                                       \
    __typeof__(name) *real;                                                              \
    *(void **)&real = next(#name)

__attribute__((constructor)) static void
begin(void)
{
    char kind[16] = "";
    const char *text = getenv("MIGRATE_FAULT");
    if (!text || sscanf(text, "%15[^:]:%lu:%15s", kind, &wanted_at, how) < 2)
        return;
    wanted = strcmp(kind, "file") == 0                                     ? KIND_FILE
             : strcmp(kind, "net") == 0                                    ? KIND_NET
             : strcmp(kind, "memory") == 0 || strcmp(kind, "answers") == 0 ? KIND_MEMORY
                                                                           : KIND_NONE;
    waits = strcmp(kind, "answers") == 0;
    process = getpid();
    ready = true;
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("MIGRATE_FAULT_COUNT");
    if (!ready || !path || getpid() != process)
        return;
    ready = false;
    FILE *file = fopen(path, "we");
    if (!file)
        return;
    fprintf(file, "%lu\n", count);
    fclose(file);
}

/* Whether this is the call. */
static bool
due(enum kind kind)
{
    return ready && !busy && !waits && kind == wanted && getpid() == process &&
           ++count == wanted_at;
}

static bool
says(const char *text)
{
    return strcmp(how, text) == 0;
}

static void
command_run(void)
{
    busy = true;
    const pid_t child = fork();
    if (child == 0) {
        unsetenv("LD_PRELOAD");
        execl("/bin/sh", "sh", "-c", getenv("MIGRATE_FAULT_COMMAND"), NULL);
        _exit(127);
    }
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    busy = false;
}

static void
before(int fd)
{
    if (says("kill") || says("half"))
        raise(SIGKILL);
    if (says("drop"))
        shutdown(fd, SHUT_RDWR);
    if (says("run"))
        command_run();
}

static void
after(int fd)
{
    const int saved = errno;
    if (says("kill-after"))
        raise(SIGKILL);
    if (says("drop-after"))
        shutdown(fd, SHUT_RDWR);
    if (says("run-after"))
        command_run();
    errno = saved;
}

/* A connection that was reset does not stand any more. */
static void
shut(enum kind kind, int fd)
{
    if (kind == KIND_NET)
        shutdown(fd, SHUT_RDWR);
}

static int
failure(enum kind kind)
{
    return kind == KIND_NET ? ECONNRESET : wanted_at % 2 ? EIO : ENOSPC;
}

/* Wraps `call`, whose failure is `bad`. */
#define FAULTY(kind, fd, bad, call)                                                      \
    do {                                                                                 \
        if (!due(kind))                                                                  \
            return call;                                                                 \
        if (says("fail")) {                                                              \
            errno = failure(kind);                                                       \
            return bad;                                                                  \
        }                                                                                \
        before(fd);                                                                      \
        const __typeof__(call) result = call;                                            \
        after(fd);                                                                       \
        return result;                                                                   \
    } while (0)

/* The same for what carries bytes. */
#define FAULTY_BYTES(kind, fd, call, half)                                               \
    do {                                                                                 \
        if (!due(kind))                                                                  \
            return call;                                                                 \
        if (says("half")) {                                                              \
            (void)!(half);                                                               \
            raise(SIGKILL);                                                              \
        }                                                                                \
        if (says("fail")) {                                                              \
            shut(kind, fd);                                                              \
            errno = failure(kind);                                                       \
            return -1;                                                                   \
        }                                                                                \
        before(fd);                                                                      \
        const ssize_t result = call;                                                     \
        after(fd);                                                                       \
        return result;                                                                   \
    } while (0)

/* --- Files ------------------------------------------------------------------------- */

#define MODE(flags)                                                                      \
    mode_t mode = 0;                                                                     \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                               \
        va_list list;                                                                    \
        va_start(list, flags);                                                           \
        mode = va_arg(list, mode_t);                                                     \
        va_end(list);                                                                    \
    }

#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...)                                           \
    {                                                                                    \
        REAL(name);                                                                      \
        MODE(flags)                                                                      \
        FAULTY(KIND_FILE, -1, -1, real(path, flags, mode));                              \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                     \
    int name(int folder, const char *path, int flags, ...)                               \
    {                                                                                    \
        REAL(name);                                                                      \
        MODE(flags)                                                                      \
        FAULTY(KIND_FILE, -1, -1, real(folder, path, flags, mode));                      \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t
write(int fd, const void *data, size_t size)
{
    REAL(write);
    if (fd <= 2)
        return real(fd, data, size);
    FAULTY_BYTES(KIND_FILE, fd, real(fd, data, size), real(fd, data, size / 2));
}

#define PWRITE(name, offset_type)                                                        \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset)              \
    {                                                                                    \
        REAL(name);                                                                      \
        FAULTY_BYTES(KIND_FILE, fd, real(fd, data, size, offset),                        \
                     real(fd, data, size / 2, offset));                                  \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

int
fsync(int fd)
{
    REAL(fsync);
    FAULTY(KIND_FILE, fd, -1, real(fd));
}

int
fdatasync(int fd)
{
    REAL(fdatasync);
    FAULTY(KIND_FILE, fd, -1, real(fd));
}

#define TRUNCATE(name, offset_type)                                                      \
    int name(int fd, offset_type size)                                                   \
    {                                                                                    \
        REAL(name);                                                                      \
        FAULTY(KIND_FILE, fd, -1, real(fd, size));                                       \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int
unlink(const char *path)
{
    REAL(unlink);
    FAULTY(KIND_FILE, -1, -1, real(path));
}

int
unlinkat(int folder, const char *path, int flags)
{
    REAL(unlinkat);
    FAULTY(KIND_FILE, -1, -1, real(folder, path, flags));
}

int
rename(const char *from, const char *to)
{
    REAL(rename);
    FAULTY(KIND_FILE, -1, -1, real(from, to));
}

int
renameat(int a, const char *from, int b, const char *to)
{
    REAL(renameat);
    FAULTY(KIND_FILE, -1, -1, real(a, from, b, to));
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    REAL(renameat2);
    FAULTY(KIND_FILE, -1, -1, real(a, from, b, to, flags));
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
    REAL(linkat);
    FAULTY(KIND_FILE, -1, -1, real(a, from, b, to, flags));
}

int
link(const char *from, const char *to)
{
    REAL(link);
    FAULTY(KIND_FILE, -1, -1, real(from, to));
}

int
mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    FAULTY(KIND_FILE, -1, -1, real(path, mode));
}

/* --- Connections ------------------------------------------------------------------- */

int
connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    REAL(connect);
    waits = false;
    FAULTY(KIND_NET, fd, -1, real(fd, address, size));
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
    REAL(send);
    FAULTY_BYTES(KIND_NET, fd, real(fd, data, size, flags),
                 real(fd, data, size / 2, flags));
}

ssize_t
recv(int fd, void *data, size_t size, int flags)
{
    REAL(recv);
    FAULTY_BYTES(KIND_NET, fd, real(fd, data, size, flags),
                 real(fd, data, size / 2, flags));
}

/* --- Memory ------------------------------------------------------------------------ */

void *
malloc(size_t size)
{
    return due(KIND_MEMORY) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t number, size_t size)
{
    return due(KIND_MEMORY) ? NULL : __libc_calloc(number, size);
}

void *
realloc(void *old, size_t size)
{
    return due(KIND_MEMORY) ? NULL : __libc_realloc(old, size);
}
