/* read_files FOLDER: reads every file of a folder and does nothing with it: opendir, then
   open, fstat, read and close of each. No program that reads the scripts can be faster
   than this, so it is the limit that `migrate heads` is measured against. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

int
main(int argc, char **argv)
{
    static char buffer[1 << 20];

    if (argc != 2) {
        fprintf(stderr, "usage: read_files FOLDER\n");
        return 2;
    }
    DIR *dir = opendir(argv[1]);
    if (dir == NULL)
        fail(argv[1]);

    long files = 0;
    long long bytes = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
        struct stat st;
        if (fd < 0 || fstat(fd, &st) != 0)
            fail(entry->d_name);
        for (off_t left = st.st_size; left > 0;) {
            ssize_t got = read(fd, buffer, sizeof buffer);
            if (got < 0)
                fail(entry->d_name);
            if (got == 0)
                break;
            left -= got;
            bytes += got;
        }
        close(fd);
        files++;
    }
    closedir(dir);
    printf("%ld files, %lld bytes\n", files, bytes);
    return 0;
}
