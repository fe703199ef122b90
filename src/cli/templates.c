/* The templates of `init` and `revision`, compiled in so that one file is all there is to
 * install. */
#include "templates.h"
#include "migrate/file.h"
#include "session.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define TEXT(array)                                                                      \
    {                                                                                    \
        array, sizeof(array) - 1                                                         \
    }

const struct template templates[] = {
    {"generic", TEXT(generic_README), TEXT(generic_migrate_yaml),
     TEXT(generic_revision_sql)},
    {"dialects", TEXT(dialects_README), TEXT(dialects_migrate_yaml),
     TEXT(dialects_revision_sql)},
    {"minimal", TEXT(minimal_README), TEXT(minimal_migrate_yaml),
     TEXT(minimal_revision_sql)},
    {0},
};

static const struct template *
find(const char *name)
{
    for (const struct template *template = templates; template->name; template ++)
        if (str_is(str_from(name), template->name))
            return template;
    return NULL;
}

static struct error *
unknown(const char *name)
{
    struct error *error = error_new(ERROR_USAGE, "there is no template \"%s\"", name);
    for (const struct template *template = templates; template->name; template ++)
        error = error_detail(error, "%s", template->name);
    return error;
}

struct error *
template_find(const struct template **template, const char *name)
{
    *template = find(name ? name : "generic");
    return *template ? NULL
                     : error_hint(unknown(name),
                                  "\"migrate list_templates\" says what each is for");
}

/* By a name, in the order in which a user means it: a file, one of the project's, one of
 * ours. */
static struct error *
named(struct str *text, struct session *session, const char *name)
{
    const char *own = file_join(&session->arena, session->config.directory,
                                arena_printf(&session->arena, "templates/%s.sql", name));
    const char *paths[] = {name, own};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (access(paths[i], F_OK) == 0 && str_ends(str_from(paths[i]), STR(".sql")))
            return file_read(text, &session->arena, AT_FDCWD, paths[i], paths[i],
                             FILE_SIZE_MAX);
    const struct template *template = find(name);
    if (template)
        *text = template->revision;
    return template ? NULL
                    : error_hint(unknown(name),
                                 "or name a file that ends in .sql; %s is "
                                 "not there either",
                                 own);
}

struct error *
template_read(struct str *text, struct session *session)
{
    const char *name = options_value(&session->options, OPTION_TEMPLATE);
    if (name)
        return named(text, session, name);
    const char *path =
        file_join(&session->arena, session->config.directory, "templates/revision.sql");
    *text = templates[0].revision;
    return access(path, F_OK) < 0
               ? NULL
               : file_read(text, &session->arena, AT_FDCWD, path, path, FILE_SIZE_MAX);
}

struct error *
command_list_templates(struct session *session)
{
    if (!session->json)
        puts("Available templates:\n");
    for (const struct template *template = templates; template->name; template ++) {
        const struct str summary =
            str_before(template->readme, '\n', &(struct str){0}, NULL);
        if (!session->json) {
            printf("%s - %.*s\n", template->name, STR_ARG(summary));
            continue;
        }
        struct buf line = {.arena = &session->arena};
        struct json json = {.out = &line};
        json_object(&json, NULL);
        json_text(&json, "template", template->name);
        json_string(&json, "help", summary);
        json_end(&json);
        session_print(&line);
    }
    if (!session->json)
        puts("\nTemplates are used via the 'init' command, e.g.:\n\n"
             "  migrate init --template generic");
    return NULL;
}
