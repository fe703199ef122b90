/* resume: finishes the step that stopped half-way. */
#include "session.h"

#include <stdio.h>

struct error *
command_resume(struct session *session)
{
    static const struct {
        enum option_id option;
        enum resume resume;
    } ways[] = {{OPTION_DONE, RESUME_DONE},
                {OPTION_RETRY, RESUME_RETRY},
                {OPTION_ROLLBACK_BY_DOWN, RESUME_ROLLBACK}};
    enum resume resume = RESUME_BY_ITSELF;
    size_t given = 0;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (options_have(&session->options, ways[i].option)) {
            resume = ways[i].resume;
            given++;
        }
    if (given > 1)
        return error_new(ERROR_USAGE,
                         "--done, --retry and --rollback-by-down do not go together");
    struct str id = {0};
    struct error *error = session_recover(session);
    if (!error && session->options.arguments.count) {
        const struct place place = {&session->graph, &session->arena, {0}};
        size_t revision = GRAPH_NONE;
        error = target_one(&revision, &place, str_from(session_argument(session, 0)));
        if (!error && revision == GRAPH_NONE)
            error = error_new(ERROR_USAGE, "base has no script");
        if (!error)
            id = session->graph.revisions[revision]->id;
    }
    const struct revision *revision;
    if (error || (error = runner_resume(&session->runner, id, resume, &revision)))
        return error;
    if (!revision && !session->quiet && !session->json)
        fputs("nothing to do: no step stopped half-way\n", stderr);
    return NULL;
}
