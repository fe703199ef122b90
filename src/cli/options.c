#include "options.h"

#include <string.h>

static const struct option rows[OPTION_COUNT] = {
    [OPTION_CONFIG] = {"config", "FILE", "the settings file (default: migrate.yaml)",
                       NULL, 'c'},
    [OPTION_NAME] = {"name", "NAME", "the environment in the settings file", NULL, 'n'},
    [OPTION_X] = {"x", "KEY=VALUE", "a variable for ${KEY} in the settings and scripts",
                  NULL, 'x'},
    [OPTION_QUIET] = {"quiet", NULL, "no talk on stderr, errors apart", NULL, 'q'},
    [OPTION_VERBOSE] = {"verbose", NULL, "more: statements, timings, long listings", NULL,
                        'v'},
    [OPTION_JSON] = {"json", NULL, "one JSON object a line on stdout", NULL, 0},
    [OPTION_COLOR] = {"color", "WHEN", "always, never or auto (default)", NULL, 0},
    [OPTION_HELP] = {"help", NULL, "explain the command", NULL, 'h'},
    [OPTION_VERSION] = {"version", NULL, "print the version", NULL, 0},
    [OPTION_MESSAGE] = {"message", "TEXT", "what the revision does",
                        " revision merge squash ", 'm'},
    [OPTION_REV_ID] = {"rev-id", "ID", "this id, not a new one", " revision merge ", 0},
    [OPTION_HEAD] = {"head", "REV", "the parent (default: head); base for a new root",
                     " revision ", 0},
    [OPTION_SPLICE] = {"splice", NULL, "allow a parent that is not a head",
                       " revision merge rebase ", 0},
    [OPTION_BRANCH_LABEL] = {"branch-label", "NAME", "label the new branch",
                             " revision merge ", 0},
    [OPTION_DEPENDS_ON] = {"depends-on", "REV", "what else must run before", " revision ",
                           0},
    [OPTION_SQL] = {"sql", NULL, "print the SQL, do not run it",
                    " upgrade downgrade stamp ensure_version ", 0},
    [OPTION_DRY_RUN] = {"dry-run", NULL, "show what would run, do not run it",
                        " upgrade downgrade stamp ", 0},
    [OPTION_PURGE] = {"purge", NULL, "forget all rows of the version table first",
                      " stamp ", 0},
    [OPTION_RANGE] = {"rev-range", "A:B", "only these", " history ", 'r'},
    [OPTION_INDICATE_CURRENT] = {"indicate-current", NULL, "mark where the database is",
                                 " history ", 'i'},
    [OPTION_RESOLVE_DEPENDENCIES] = {"resolve-dependencies", NULL,
                                     "not those that others depend on", " heads ", 0},
    [OPTION_VERSION_PATH] = {"version-path", "FOLDER", "the folder of the new script",
                             " revision merge ", 0},
    [OPTION_CHECK_HEADS] = {"check-heads", NULL, "fail (3) unless it is at all heads",
                            " current ", 0},
    [OPTION_TEMPLATE] = {"template", "NAME",
                         "what to start from; \"list_templates\" lists them",
                         " init revision merge ", 't'},
    [OPTION_TAG] = {"tag", "TEXT", "a word for the log, as a release's name",
                    " upgrade downgrade stamp ", 0},
    [OPTION_RAISEERR] = {"raiseerr", NULL, "with an error, where in the program it arose",
                         NULL, 0},
    [OPTION_GRAPH] = {"graph", NULL, "draw the graph", " history ", 0},
    [OPTION_ONTO] = {"onto", "REV", "the new parent (default: head)", " rebase ", 0},
    [OPTION_PENDING] = {"pending", NULL, "find revisions that are not applied", " check ",
                        0},
    [OPTION_OFFLINE] = {"offline", NULL, "look at the scripts only", " check ", 0},
    [OPTION_LOG] = {"log", NULL, "who did it, when, for how long, and from where",
                    " history current ", 0},
    [OPTION_DONE] = {"done", NULL, "the statement at which it stopped counts as done",
                     " resume ", 0},
    [OPTION_RETRY] = {"retry", NULL, "that statement is sent again", " resume ", 0},
    [OPTION_ROLLBACK_BY_DOWN] = {"rollback-by-down", NULL,
                                 "the down section undoes what was done", " resume ", 0},
    [OPTION_NO_PIPELINE] = {"no-pipeline", NULL, "wait for the answer to each statement",
                            " upgrade downgrade ", 0},
    [OPTION_AUTOGENERATE] = {"autogenerate", NULL,
                             "write what leads from the scripts to schema.file",
                             " revision ", 0},
    [OPTION_FROM_DATABASE] = {"from-database", NULL,
                              "take what the database has now for what is wanted",
                              " revision init ", 0},
    [OPTION_RENAME] = {"rename", "OLD:NEW", "it was renamed, as users.name:users.title",
                       " revision diff ", 0},
    [OPTION_ALLOW_BEHIND] = {"allow-behind", NULL, "the database may be behind its head",
                             " revision check ", 0},
    [OPTION_DRIFT] = {"drift", NULL,
                      "compare the schemas of database, scripts and schema.file",
                      " check ", 0},
    [OPTION_OUTPUT] = {"output", "FILE", "write there, not to stdout", " dump ", 'o'},
    [OPTION_DATA] = {"data", "TABLE", "the rows of the table too", " dump ", 0},
    [OPTION_ROWS] = {"rows", NULL, "with a row in every table, which must survive",
                     " verify ", 0},
    [OPTION_JOBS] = {"jobs", "N", "steps at once; else one a processor, at most 4",
                     " verify ", 'j'},
    [OPTION_FROM_LOG] = {"from-log", NULL,
                         "run a script that only the log has, whoever may write there",
                         " downgrade resume ", 0},
    [OPTION_CHECK] = {"check", NULL, "fail (3) when a revision is pending", " status ",
                      0},
    [OPTION_LIST] = {"list", NULL, "names only, for completion", " help ", 0},
};

struct option
option_row(size_t id)
{
    if (id < OPTION_COUNT)
        return rows[id];
    const struct setting *setting = &settings[id - OPTION_COUNT];
    return (struct option){
        .name = setting->flag, .argument = setting->argument, .help = setting->help};
}

bool
option_belongs(const struct option *option, const char *command)
{
    if (!option->name || !option->commands || !command)
        return option->name != NULL;
    const char *found = strstr(option->commands, command);
    return found && found[-1] == ' ' && found[strlen(command)] == ' ';
}

struct parsing {
    struct options *options;
    struct arena *arena;
    char **at; /* the next argument */
};

static void
option_give(struct parsing *parsing, size_t id, const char *value)
{
    const struct given given = {id, value};
    vec_push(&parsing->options->given, parsing->arena, given);
}

/* `ps` shows the command line for as long as the program runs: what may be a secret, from
 * `start` on, is taken out of it. */
static const char *
value_hide(struct parsing *parsing, char *value, char *start)
{
    const char *copy = arena_copy(parsing->arena, value, strlen(value));
    memset(start, '*', strlen(start));
    return copy;
}

/* A URL, or what a variable is set to. */
static const char *
value_kept(struct parsing *parsing, size_t id, char *value)
{
    char *address = strstr(value, "://"), *sign = strchr(value, '=');
    if (id == OPTION_X && sign)
        return value_hide(parsing, value, sign + 1);
    return address ? value_hide(parsing, value, address + 3) : value;
}

static struct error *
option_with_value(struct parsing *parsing, size_t id, const char *shown, char *value)
{
    if (!value && !*parsing->at)
        return error_hint(error_new(ERROR_USAGE, "%s needs a value", shown), "%s %s",
                          shown, option_row(id).argument);
    option_give(parsing, id, value_kept(parsing, id, value ? value : *parsing->at++));
    return NULL;
}

static struct error *
unknown_option(struct str name)
{
    const char *known[OPTION_ALL];
    size_t count = 0;
    for (size_t id = 0; id < OPTION_ALL; id++)
        if (option_row(id).name)
            known[count++] = option_row(id).name;
    const char *nearest = str_nearest(name, known, count);
    return error_hint(error_new(ERROR_USAGE, "unknown option --%.*s", STR_ARG(name)),
                      "%s%s%s",
                      nearest ? "did you mean --" : "\"migrate help\" lists them",
                      nearest ? nearest : "", nearest ? "?" : "");
}

/* By its name, or by a beginning that fits no other. */
static struct error *
option_find(size_t *id, struct str name)
{
    size_t matches = 0;
    for (size_t i = 0; i < OPTION_ALL; i++) {
        const struct option option = option_row(i);
        if (!option.name || !str_starts(str_from(option.name), name))
            continue;
        *id = i;
        if (str_is(name, option.name))
            return NULL;
        matches++;
    }
    if (matches == 1 && name.length)
        return NULL;
    return matches > 1 && name.length
               ? error_hint(error_new(ERROR_USAGE,
                                      "--%.*s is the beginning of several options",
                                      STR_ARG(name)),
                            "write more of it")
               : unknown_option(name);
}

static struct error *
parse_long(struct parsing *parsing, char *text)
{
    char *sign = strchr(text, '=');
    const bool has_value = sign != NULL;
    const struct str name = {text, has_value ? (size_t)(sign - text) : strlen(text)};
    size_t id = 0;
    struct error *error = option_find(&id, name);
    if (error)
        return error;
    const struct option option = option_row(id);
    const char *shown = arena_printf(parsing->arena, "--%s", option.name);
    if (option.argument)
        return option_with_value(parsing, id, shown, has_value ? sign + 1 : NULL);
    if (has_value)
        return error_new(ERROR_USAGE, "%s takes no value", shown);
    option_give(parsing, id, "");
    return NULL;
}

/* -v, -qv, -r A:B, -rA:B */
static struct error *
parse_letters(struct parsing *parsing, char *text)
{
    for (; *text; text++) {
        size_t id = 0;
        while (id < OPTION_COUNT && rows[id].letter != *text)
            id++;
        if (id == OPTION_COUNT)
            return error_hint(error_new(ERROR_USAGE, "unknown option -%c", *text),
                              "\"migrate help\" lists them");
        if (rows[id].argument) {
            const char shown[] = {'-', *text, '\0'};
            return option_with_value(parsing, id, shown, text[1] ? text + 1 : NULL);
        }
        option_give(parsing, id, "");
    }
    return NULL;
}

static void
parse_argument(struct parsing *parsing, char *text)
{
    struct options *options = parsing->options;
    const char *kept = value_kept(parsing, OPTION_COUNT, text);
    if (!options->command)
        options->command = kept;
    else
        vec_push(&options->arguments, parsing->arena, kept);
}

struct error *
options_parse(struct options *options, struct arena *arena, int argc, char **argv)
{
    struct parsing parsing = {options, arena, argc ? argv + 1 : argv};
    struct error *error = NULL;
    bool only_arguments = false;
    while (*parsing.at && !error) {
        char *text = *parsing.at++;
        const bool number = text[0] == '-' && text[1] >= '0' && text[1] <= '9';
        if (only_arguments || text[0] != '-' || !text[1] || number)
            parse_argument(&parsing, text);
        else if (strcmp(text, "--") == 0)
            only_arguments = true;
        else if (text[1] == '-')
            error = parse_long(&parsing, text + 2);
        else
            error = parse_letters(&parsing, text + 1);
    }
    return error;
}

bool
options_have(const struct options *options, enum option_id id)
{
    return options_value(options, id) != NULL;
}

const char *
options_value(const struct options *options, enum option_id id)
{
    const char *value = NULL;
    vec_each (&options->given, given)
        if (given->option == id)
            value = given->value;
    return value;
}

void
options_values(struct names_list *list, const struct options *options, enum option_id id,
               struct arena *arena)
{
    vec_each (&options->given, given) {
        struct str rest = str_from(given->value);
        while (given->option == id && rest.length) {
            const struct str item = str_trim(str_before(rest, ',', &rest, NULL));
            if (item.length)
                vec_push(&list->items, arena, item);
        }
    }
}

struct error *
options_flags(struct config_flags *flags, const struct options *options,
              struct arena *arena)
{
    *flags = (struct config_flags){.file = options_value(options, OPTION_CONFIG),
                                   .environment = options_value(options, OPTION_NAME)};
    vec_each (&options->given, given) {
        if (given->option >= OPTION_COUNT) {
            const struct setting *setting = &settings[given->option - OPTION_COUNT];
            flags->values[given->option - OPTION_COUNT] =
                setting->type == SETTING_BOOL ? "true" : given->value;
        } else if (given->option == OPTION_X) {
            bool found;
            struct pair pair;
            pair.key = str_before(str_from(given->value), '=', &pair.value, &found);
            if (!found || !pair.key.length)
                return error_hint(error_new(ERROR_USAGE, "-x has no \"=\" in its value"),
                                  "-x KEY=VALUE");
            vec_push(&flags->variables, arena, pair);
        }
    }
    return NULL;
}
