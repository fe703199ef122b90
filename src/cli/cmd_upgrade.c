/* upgrade, downgrade and stamp: the three that move the database. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

/* --sql: there is no database to ask where it is, so FROM:TO says it. */
static struct error *
offline_from(struct session *session, struct str *target, bool needed)
{
    struct str to;
    bool range;
    const struct str from = str_before(*target, ':', &to, &range);
    session->runner.from = arena_alloc(&session->arena, sizeof *session->runner.from);
    if (!range)
        return needed ? error_hint(error_new(ERROR_USAGE,
                                             "with --sql, downgrade needs to know "
                                             "where the database is"),
                                   "write FROM:TO, as in head:%.*s", STR_ARG(*target))
                      : NULL;
    *target = to;
    if (!from.length || !to.length)
        return error_hint(error_new(ERROR_USAGE, "half of the range is missing"),
                          "write FROM:TO");
    const struct place place = {&session->graph, &session->arena, {0}};
    struct indices rows = {0};
    struct str rest = from;
    while (rest.length) {
        struct indices some;
        const struct str one = str_before(rest, ',', &rest, NULL);
        struct error *error = target_start(&some, &place, one);
        if (error)
            return error;
        for (size_t i = 0; i < some.count; i++)
            indices_add(&rows, &session->arena, some.items[i]);
    }
    struct names *names = session->runner.from;
    names->items = arena_array(&session->arena, rows.count + 1, sizeof *names->items);
    for (size_t i = 0; i < rows.count; i++)
        names->items[names->count++] = session->graph.revisions[rows.items[i]]->id;
    return target_antichain(&place, rows);
}

/* Where the schema is to be written afterwards; or NULL. */
static const char *
dump_path(const struct session *session)
{
    return options_have(&session->options, OPTION_SQL) ||
                   options_have(&session->options, OPTION_DRY_RUN)
               ? NULL
               : session->config.values[SETTING_DUMP];
}

/* The steps are done, whatever comes of the dump. */
static struct error *
dump_after(struct session *session)
{
    const char *path = dump_path(session);
    struct str text;
    if (!path)
        return NULL;
    struct error *error = session_dump(session, &text);
    if (!error)
        error = dump_write(session, path, text);
    return error_prefix(error, "the database was changed as wanted, but the dump failed");
}

static struct error *
move(struct session *session, bool up)
{
    struct str target = str_from(session_argument(session, 0));
    if (options_have(&session->options, OPTION_SQL)) {
        struct error *error = offline_from(session, &target, !up);
        if (error)
            return error;
    } else if (!up) {
        struct error *error = session_recover(session);
        if (error)
            return error;
    }
    struct str before;
    struct error *error =
        dump_path(session) ? dump_check(session, dump_path(session), &before) : NULL;
    if (error)
        return error;
    error = up ? runner_upgrade(&session->runner, target)
               : runner_downgrade(&session->runner, target);
    return error ? error : dump_after(session);
}

struct error *
command_upgrade(struct session *session)
{
    return move(session, true);
}

struct error *
command_downgrade(struct session *session)
{
    return move(session, false);
}

struct error *
command_ensure_version(struct session *session)
{
    return runner_ensure(&session->runner);
}

/* As in Alembic it has no effect there, but it is not ignored in silence. */
static void
base_notice(const struct session *session, struct names targets)
{
    for (size_t i = 0; targets.count > 1 && !session->quiet && i < targets.count; i++)
        if (str_is(targets.items[i], "base") || str_ends(targets.items[i], STR("@base")))
            fprintf(stderr, "notice: \"%.*s\" takes no row away beside other revisions\n",
                    STR_ARG(targets.items[i]));
}

struct error *
command_stamp(struct session *session)
{
    const bool purge = options_have(&session->options, OPTION_PURGE);
    const bool print = options_have(&session->options, OPTION_SQL);
    const size_t count = session->options.arguments.count;
    if (purge && print)
        return error_new(ERROR_USAGE, "--purge and --sql do not go together");
    struct names targets = {arena_array(&session->arena, count, sizeof(struct str)), 0};
    for (size_t i = 0; i < count; i++) {
        struct str target = str_from(session_argument(session, i));
        const bool range = target.length && memchr(target.data, ':', target.length);
        if (range && !print)
            return error_hint(error_new(ERROR_USAGE,
                                        "a range (\"%.*s\") only goes with --sql",
                                        STR_ARG(target)),
                              "the database itself says where it is");
        if (range && i > 0)
            return error_new(ERROR_USAGE,
                             "only the first target can say where it starts");
        if (print && i == 0) {
            struct error *error = offline_from(session, &target, false);
            if (error)
                return error;
        }
        targets.items[targets.count++] = target;
    }
    base_notice(session, targets);
    return runner_stamp(&session->runner, targets, purge);
}
