/* complete: what may stand where the cursor is, for the shells. One answer for all of
 * them, from the tables of commands, options and settings. */
#include "session.h"

#include <stdio.h>
#include <string.h>

struct completion {
    struct session *session;
    struct str word;               /* the one at the cursor, as far as it is typed */
    struct str kept;               /* its part that stays: "A:" of A:B, "--url=" … */
    const struct command *command; /* or NULL: none yet */
    struct options before;         /* what stands before the word */
};

/* "candidate TAB explanation", if what is typed fits. */
static void
offer(const struct completion *completion, struct str name, struct str help)
{
    if (str_starts(name, completion->word))
        printf("%.*s%.*s\t%s\n", STR_ARG(completion->kept), STR_ARG(name),
               help.length ? str_dup(&completion->session->arena, help) : "");
}

static void
offer_text(const struct completion *completion, const char *name, const char *help)
{
    offer(completion, str_from(name), str_from(help));
}

/* Moves what stands up to and including the last `mark` to the part that is kept. */
static void
keep_up_to(struct completion *completion, char mark)
{
    const char *at = memrchr(completion->word.data, mark, completion->word.length);
    if (!at)
        return;
    const size_t length = (size_t)(at + 1 - completion->word.data);
    completion->kept = (struct str){completion->kept.length ? completion->kept.data
                                                            : completion->word.data,
                                    completion->kept.length + length};
    completion->word = str_cut(completion->word, length);
}

static void
offer_commands(const struct completion *completion)
{
    for (const struct command *command = commands; command->name; command++)
        offer_text(completion, command->name, command->summary);
}

static void
offer_options(const struct completion *completion)
{
    for (size_t id = 0; id < OPTION_ALL; id++) {
        const struct option option = option_row(id);
        const char *command = completion->command ? completion->command->name : NULL;
        if (!option_belongs(&option, command) || (!command && option.commands))
            continue;
        const char *name =
            arena_printf(&completion->session->arena, "%s%s",
                         strlen(option.name) == 1 ? "-" : "--", option.name);
        offer_text(completion, name, option.help);
    }
}

/* The settings that the words before name; faults are for the command itself to tell. */
static bool
config_open(const struct completion *completion)
{
    struct session *session = completion->session;
    struct config_flags flags;
    struct error *error = options_flags(&flags, &completion->before, &session->arena);
    if (!error)
        error = config_load(&session->config, &session->arena, &flags);
    const bool fine = !error;
    error_free(error);
    return fine;
}

static bool
graph_open(const struct completion *completion)
{
    struct error *error =
        config_open(completion) ? session_read(completion->session) : NULL;
    const bool fine = !error && completion->session->graph.order;
    error_free(error);
    return fine;
}

static void
offer_environments(const struct completion *completion)
{
    if (config_open(completion))
        vec_each (&completion->session->config.environments, name)
            offer(completion, *name, STR("environment"));
}

static void
offer_templates(const struct completion *completion)
{
    for (const struct template *template = templates; template->name; template ++)
        offer(completion, str_from(template->name),
              str_before(template->readme, '\n', &(struct str){0}, NULL));
}

/* Names, labels and ids, newest first. */
static void
offer_revisions(struct completion *completion)
{
    static const struct {
        const char *name, *help;
    } words[] = {{"head", "the one revision without children"},
                 {"heads", "all of them"},
                 {"base", "before the first revision"}};
    const char *command = completion->command ? completion->command->name : "";
    keep_up_to(completion, ',');
    keep_up_to(completion, ':');
    keep_up_to(completion, '@');
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        offer_text(completion, words[i].name, words[i].help);
    if (strstr(" show edit history ", command))
        offer_text(completion, "current", "where the database is");
    if (!graph_open(completion))
        return;
    const struct graph *graph = &completion->session->graph;
    for (size_t i = 0; i < graph->label_count; i++) {
        const struct str id = graph->revisions[graph->labels[i].revision]->id;
        const char *help =
            arena_printf(&completion->session->arena, "label of %.*s", STR_ARG(id));
        offer(completion, graph->labels[i].name, str_from(help));
    }
    const struct indices newest = graph_newest(graph, graph->arena, NULL);
    for (size_t i = 0; i < newest.count; i++) {
        const struct revision *revision = graph->revisions[newest.items[i]];
        offer(completion, revision->id, revision->message);
    }
}

/* By what --help calls the value or the arguments. */
static void
offer_kind(struct completion *completion, const char *kind)
{
    if (!kind)
        return;
    if (strcmp(kind, "FILE") == 0)
        puts(":file");
    else if (strstr(kind, "FOLDER"))
        puts(":folder");
    else if (strcmp(kind, "WHEN") == 0)
        kind = "always|never|auto";
    else if (strstr(kind, "COMMAND"))
        offer_commands(completion);
    else if (strstr(kind, "REV") || strcmp(kind, "TARGET") == 0 ||
             strcmp(kind, "A:B") == 0)
        offer_revisions(completion);
    for (struct str rest = str_from(strchr(kind, '|') ? kind : NULL); rest.length;)
        offer(completion, str_before(rest, '|', &rest, NULL), (struct str){0});
}

static void
offer_value(struct completion *completion, size_t id)
{
    if (id == OPTION_NAME)
        offer_environments(completion);
    else if (id == OPTION_TEMPLATE)
        offer_templates(completion);
    else
        offer_kind(completion, option_row(id).argument);
}

/* The option whose value the next word is, or OPTION_ALL. */
static size_t
option_waiting(const char *word)
{
    size_t id = 0;
    for (; id < OPTION_ALL; id++) {
        const struct option option = option_row(id);
        if (!option.name || !option.argument || !word || word[0] != '-')
            continue;
        const bool by_letter = word[1] && word[1] == option.letter && !word[2];
        if (by_letter || (word[1] == '-' && strcmp(word + 2, option.name) == 0))
            break;
    }
    return id;
}

/* Reads the words before the cursor as the program would; faults do not matter. */
static void
words_read(struct completion *completion)
{
    struct session *session = completion->session;
    const size_t count = session->options.arguments.count;
    char **line = arena_array(&session->arena, count + 2, sizeof *line);
    size_t used = 1;
    for (size_t i = 0; i + 1 < count; i++) {
        if (i + 2 == count &&
            option_waiting(session->options.arguments.items[i]) < OPTION_ALL)
            break;
        line[used++] =
            str_dup(&session->arena, str_from(session->options.arguments.items[i]));
    }
    error_free(options_parse(&completion->before, &session->arena, (int)used, line));
    if (completion->before.command)
        completion->command = command_find(completion->before.command);
}

struct error *
command_complete(struct session *session)
{
    struct completion completion = {.session = session};
    const size_t count = session->options.arguments.count;
    words_read(&completion);
    completion.word = str_from(session_argument(session, count - 1));
    size_t waiting = count > 1 ? option_waiting(session_argument(session, count - 2))
                               : (size_t)OPTION_ALL;
    if (waiting == OPTION_ALL && str_starts(completion.word, STR("--")) &&
        memchr(completion.word.data, '=', completion.word.length)) {
        struct str value;
        const struct str name = str_before(completion.word, '=', &value, NULL);
        waiting = option_waiting(str_dup(&session->arena, name));
        completion.kept = (struct str){name.data, name.length + 1};
        completion.word = value;
    }
    if (waiting < OPTION_ALL)
        offer_value(&completion, waiting);
    else if (str_starts(completion.word, STR("-")))
        offer_options(&completion);
    else if (!completion.before.command)
        offer_commands(&completion);
    else if (completion.command)
        offer_kind(&completion, completion.command->arguments);
    return NULL;
}
