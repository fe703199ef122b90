/* measure RESULT LOG COMMAND...: runs the command once, its stdout and stderr into LOG,
   and writes "STATUS WALL_US USER_US SYSTEM_US PEAK_KB" to RESULT. It is a program of its
   own because Linux counts the memory of the process that forks into the peak of its
   child until the exec: started from Python, a small program would seem as big as Python.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
microseconds(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

int
main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: measure RESULT LOG COMMAND...\n");
        return 2;
    }
    FILE *result = fopen(argv[1], "we");
    int log = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (result == NULL || log < 0 || null < 0) {
        perror("measure");
        return 1;
    }

    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        dup2(null, 0);
        dup2(log, 1);
        dup2(log, 2);
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);

    long long wall =
        (end.tv_sec - start.tv_sec) * 1000000LL + (end.tv_nsec - start.tv_nsec) / 1000;
    fprintf(result, "%d %lld %lld %lld %ld\n",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall,
            microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss);
    return fclose(result) == 0 ? 0 : 1;
}
