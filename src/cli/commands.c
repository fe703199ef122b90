/* The commands: to add one, write its file and its row. */
#include "session.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {"init", "[FOLDER]", "make migrate.yaml, versions/ and templates/",
     "Makes what a project needs, in FOLDER or here. What is there already is kept. "
     "With\n"
     "--from-database the first revision is what the database has now, and counts as "
     "applied.\n"
     "\n"
     "  migrate init\n"
     "  migrate init -t dialects db",
     0, 0, 1, command_init},
    {"revision", "[-m TEXT]", "make a new revision script",
     "Makes a new script in the versions folder, with the head as its parent, and "
     "prints\n"
     "its path.\n"
     "\n"
     "  migrate revision -m \"add users\"\n"
     "  migrate revision -m \"new root\" --head base --branch-label reports",
     NEEDS_REVISIONS | WRITES_SCRIPTS, 0, 0, command_revision},
    {"merge", "[REVISION...]", "make a revision that joins several",
     "Makes a new script whose parents are the revisions, or all heads, and prints its\n"
     "path. Its sections are empty unless the branches want more than to be joined.\n"
     "\n"
     "  migrate merge\n"
     "  migrate merge -m \"join billing\" 3f2a 77b0",
     NEEDS_REVISIONS | WRITES_SCRIPTS, 0, SIZE_MAX, command_merge},
    {"rebase", "REVISION", "give a revision another parent",
     "Makes a branch that begins with REVISION go on from another revision: the other\n"
     "head, or what --onto says. Only the line of the parents is changed. Refused where "
     "a\n"
     "database of the settings (of each environment that answers) has the revision.\n"
     "\n"
     "  migrate rebase 77b0\n"
     "  migrate rebase 77b0 --onto 3f2a",
     NEEDS_REVISIONS | WRITES_SCRIPTS, 1, 1, command_rebase},
    {"upgrade", "TARGET", "run the up sections to a revision",
     "Runs what leads from where the database is up to TARGET: head, heads, an id or "
     "the\n"
     "beginning of one, +N, ID+N, ID-N, LABEL@head. With --sql nothing runs: the SQL is\n"
     "printed, from base or from FROM in FROM:TO.\n"
     "\n"
     "  migrate upgrade head\n"
     "  migrate upgrade +1\n"
     "  migrate upgrade 3f2a:head --sql >up.sql",
     NEEDS_DATABASE, 1, 1, command_upgrade},
    {"downgrade", "TARGET", "run the down sections to a revision",
     "Runs what leads from where the database is down to TARGET: base, -N, an id or the\n"
     "beginning of one, ID-N, LABEL@base. With --sql nothing runs: the SQL of FROM:TO "
     "is\n"
     "printed.\n"
     "\n"
     "  migrate downgrade -1\n"
     "  migrate downgrade base\n"
     "  migrate downgrade head:3f2a --sql >down.sql",
     NEEDS_DATABASE, 1, 1, command_downgrade},
    {"stamp", "REVISION...", "say where the database is, and run nothing",
     "Sets the version rows to the revisions, without running anything; \"stamp base\"\n"
     "takes them away. With --purge all rows are forgotten first, the ones that no "
     "script\n"
     "knows too.\n"
     "\n"
     "  migrate stamp head\n"
     "  migrate stamp --purge 3f2a",
     NEEDS_DATABASE, 1, SIZE_MAX, command_stamp},
    {"current", "", "show where the database is",
     "Prints the revisions that the database is at, one a line; nothing at base.\n"
     "\n"
     "  migrate current\n"
     "  migrate current -v\n"
     "  migrate current --check-heads",
     NEEDS_REVISIONS, 0, 0, command_current},
    {"status", "", "show how each revision stands",
     "Lists every revision of the scripts and of the database, newest first: applied "
     "(when\n"
     "and by whom), pending, half-done, edited since, or unknown to the scripts.\n"
     "\n"
     "  migrate status\n"
     "  migrate status --check",
     NEEDS_REVISIONS, 0, 0, command_status},
    {"history", "", "list the revisions, newest first",
     "Lists the revisions, children before parents: all, or with -r those from A to B,\n"
     "both included. Needs no database, but for -i and for \"current\" in the range.\n"
     "\n"
     "  migrate history\n"
     "  migrate history -i -v\n"
     "  migrate history -r 3f2a:head\n"
     "  migrate history -r current:",
     NEEDS_REVISIONS, 0, 0, command_history},
    {"heads", "", "list the revisions that have no child",
     "Lists the heads. More than one means that branches want a merge.\n"
     "\n"
     "  migrate heads\n"
     "  migrate heads --resolve-dependencies",
     NEEDS_REVISIONS, 0, 0, command_heads},
    {"branches", "", "list the revisions that have several children",
     "Lists the branch points, each with its children.\n"
     "\n"
     "  migrate branches",
     NEEDS_REVISIONS, 0, 0, command_branches},
    {"show", "REVISION...", "show one revision",
     "Prints what a script's header says, and where the revision stands.\n"
     "\n"
     "  migrate show head\n"
     "  migrate show current",
     NEEDS_REVISIONS, 1, SIZE_MAX, command_show},
    {"edit", "REVISION...", "open scripts in the editor",
     "Opens the scripts of the revisions in $EDITOR, $VISUAL or the usual editor, and\n"
     "checks afterwards that they can still be read.\n"
     "\n"
     "  migrate edit head",
     NEEDS_REVISIONS, 1, SIZE_MAX, command_edit},
    {"check", "", "find what is wrong: the gate for CI",
     "Looks at everything and tells every finding in a line: scripts that cannot be "
     "read\n"
     "or run, faults of the graph, several heads, missing ways down, and, in the "
     "database,\n"
     "scripts that were edited after they were applied, steps that stopped half-way, "
     "and\n"
     "with --pending what is not applied. Ends with 3 if there is a finding.\n"
     "\n"
     "  migrate check\n"
     "  migrate check --offline\n"
     "  migrate -n production check --pending",
     NEEDS_CONFIG, 0, 0, command_check},
    {"diff", "FROM TO", "print the SQL from one schema to another",
     "Prints the SQL that makes TO of FROM, each a URL, a file or folder of DDL, "
     "\"scripts\"\n"
     "(what the scripts make), a revision, \"base\" or \"database\". It was tried on a "
     "scratch\n"
     "database, and so was the way back.\n"
     "\n"
     "  migrate diff scripts schema.sql\n"
     "  migrate diff database scripts\n"
     "  migrate diff 3f2a head",
     NEEDS_CONFIG, 2, 2, command_diff},
    {"dump", "", "print the schema of the database as SQL",
     "Prints the DDL that makes an empty database like this one, always in the same "
     "order,\n"
     "for git and for review. Needs no pg_dump.\n"
     "\n"
     "  migrate dump\n"
     "  migrate dump -o dump.sql --data countries",
     NEEDS_CONFIG, 0, 0, command_dump},
    {"verify", "[REVISIONS]", "try every way down on a scratch database",
     "Runs each revision up, down and up again on an empty database, and tells what the "
     "down\n"
     "section does not undo. Ends with 3 if there is a finding.\n"
     "\n"
     "  migrate verify\n"
     "  migrate verify 3f2a:head (or 3f2a..head, without 3f2a)\n"
     "  migrate verify head --jobs 1",
     NEEDS_REVISIONS, 0, 1, command_verify},
    {"squash", "A:B", "make one revision of a range of them",
     "Writes one script that does what those of the range do, proved on a scratch "
     "database,\n"
     "with the id of the last. The old ones are moved to versions/.squashed/. A database "
     "that\n"
     "is at B or beyond needs nothing; one in the middle goes to B with the old "
     "scripts "
     "first.\n"
     "\n"
     "  migrate squash base:3f2a -m \"baseline\"\n"
     "  migrate squash 77b0..3f2a (without 77b0)",
     NEEDS_CONFIG | WRITES_SCRIPTS, 1, 1, command_squash},
    {"repair", "REVISION...", "take edited scripts as they are now",
     "Of scripts that were edited after they were applied: writes their texts of today "
     "to\n"
     "the log, which \"upgrade\" and \"check\" compare with. Runs nothing.\n"
     "\n"
     "  migrate repair 3f2a",
     NEEDS_DATABASE, 1, SIZE_MAX, command_repair},
    {"resume", "[REVISION]", "finish a step that stopped half-way",
     "Of a step outside a transaction that stopped half-way: goes on with the statement "
     "at\n"
     "which it stopped, as \"upgrade\" does too. Where nobody can know whether that "
     "took\n"
     "effect, you say it.\n"
     "\n"
     "  migrate resume\n"
     "  migrate resume --done\n"
     "  migrate resume --rollback-by-down",
     NEEDS_DATABASE, 0, 1, command_resume},
    {"ensure_version", "", "make the version table if it is missing",
     "Makes the version table and the log, if they are not there, and nothing else.\n"
     "\n"
     "  migrate ensure_version\n"
     "  migrate ensure_version --sql",
     NEEDS_DATABASE, 0, 0, command_ensure_version},
    {"list_templates", "", "list the templates of init",
     "Lists the templates that \"init -t\" and \"revision -t\" take.\n"
     "\n"
     "  migrate list_templates",
     0, 0, 0, command_list_templates},
    {"complete", "WORD...", "list what may stand next on a command line",
     "For completion in shells: takes the words that are typed so far, the last of them\n"
     "perhaps empty, and prints what may stand in its place, each with an explanation\n"
     "after a tab. \":file\" and \":folder\" stand for names of files and folders.\n"
     "\n"
     "  migrate complete -- upgrade 3f",
     0, 1, SIZE_MAX, command_complete},
    {"help", "[COMMAND]", "explain a command",
     "Explains a command, or lists them.\n"
     "\n"
     "  migrate help upgrade",
     0, 0, 1, command_help},
    {0},
};

/* Dashes and underscores are the same. */
static bool
same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
            return false;
    return *a == *b;
}

const struct command *
command_find(const char *name)
{
    for (const struct command *command = commands; command->name; command++)
        if (same_name(command->name, name))
            return command;
    return NULL;
}
