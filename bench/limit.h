/* What the two limits share: the scripts that bench/run makes, in order. */
#ifndef MIGRATE_BENCH_LIMIT_H
#define MIGRATE_BENCH_LIMIT_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_TABLES                                                                     \
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"                    \
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"                        \
    "CREATE TABLE alembic_version_log (id INTEGER PRIMARY KEY, revision VARCHAR(255),"   \
    " direction VARCHAR(8), state VARCHAR(8), started_at TEXT, finished_at TEXT,"        \
    " statements_done INTEGER, statements_total INTEGER, error TEXT, path TEXT,"         \
    " script TEXT, script_sha256 CHAR(64), script_tokens VARCHAR(80), user_name TEXT,"   \
    " host TEXT, tool TEXT, git_commit TEXT, ci_run TEXT, tag TEXT)"

/* The log row that migrate writes: of the same columns and about the same length. */
#define LIMIT_LOG                                                                        \
    "INSERT INTO alembic_version_log (started_at, finished_at, statements_done,"         \
    " statements_total, revision, direction, state, path, script, script_sha256,"        \
    " script_tokens, user_name, host, tool, git_commit, ci_run, tag) VALUES ("
#define LIMIT_LOG_END                                                                    \
    "'0123456789012345678901234567890123456789012345678901234567890123',"                \
    " '1:0123456789012345678901234567890123456789012345678901234567890123',"             \
    " 'root', 'localhost', 'limit', NULL, NULL, NULL)"

struct script {
    char id[64], move[256]; /* the statement that moves the version row */
    char *text, *up;
};

static void
die(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static int
is_script(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".sql") == 0;
}

static char *
read_whole(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file)
        die(path);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    if (!text || fread(text, 1, size, file) != size)
        die(path);
    text[size] = '\0';
    fclose(file);
    return text;
}

/* Calls `apply` for each script, in the order of the names. */
static void
scripts_read(const char *folder, void (*apply)(const struct script *))
{
    struct dirent **names;
    const int count = scandir(folder, &names, is_script, alphasort);
    char last[64] = "";
    if (count < 0)
        die(folder);
    for (int i = 0; i < count; i++) {
        struct script script = {0};
        script.text = read_whole(folder, names[i]->d_name);
        strncpy(script.id, names[i]->d_name, strcspn(names[i]->d_name, "_."));
        char *up = strstr(script.text, "-- migrate:up\n");
        const char *down = strstr(script.text, "-- migrate:down");
        if (!up || !down)
            die(names[i]->d_name);
        up += strlen("-- migrate:up\n");
        script.up = strndup(up, (size_t)(down - up));
        if (*last)
            snprintf(script.move, sizeof script.move,
                     "UPDATE alembic_version SET version_num = '%s' WHERE version_num = "
                     "'%s'",
                     script.id, last);
        else
            snprintf(script.move, sizeof script.move,
                     "INSERT INTO alembic_version VALUES ('%s')", script.id);
        strcpy(last, script.id);
        apply(&script);
        free(script.text);
        free(script.up);
    }
}

#endif
