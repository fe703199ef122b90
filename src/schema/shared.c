/* What all databases of a server share: roles, memberships, settings of roles and
 * databases, comments on them, replication slots. A scratch database does not keep a
 * script away from those, and no list of words finds every statement that reaches them
 * (EXECUTE puts texts together). So they are compared within the transaction, before it
 * commits: what changed them is rolled back. */
#include "run.h"

#include <string.h>

enum { KINDS = 8 };
static const char *const kinds[KINDS] = {"roles",
                                         "memberships of roles",
                                         "settings of roles or databases",
                                         "comments",
                                         "the databases of the server",
                                         "tablespaces",
                                         "security labels",
                                         "replication slots"};

#define IS_OURS(name) "{substr}(" name "::{text}, 1, 16) {=} 'migrate_scratch_'"
#define DIGEST(row, order)                                                               \
    "(SELECT {md5}({string_agg}(" row "::{text}, ' ' ORDER BY " order "))"

static const char *
shared_sql(const struct engine *engine, struct arena *arena, bool superuser)
{
    return sql_own(
        arena, engine->dialect,
        "SELECT " DIGEST("r", "r.oid") " FROM pg_catalog.%s r), " DIGEST(
            "m",
            "m.roleid, "
            "m.member") " FROM pg_catalog.pg_auth_members m), " DIGEST("s",
                                                                       "s."
                                                                       "setdat"
                                                                       "abase,"
                                                                       " s."
                                                                       "setrol"
                                                                       "e") " "
                                                                            "F"
                                                                            "R"
                                                                            "O"
                                                                            "M"
                                                                            " "
                                                                            "p"
                                                                            "g"
                                                                            "_"
                                                                            "c"
                                                                            "a"
                                                                            "t"
                                                                            "a"
                                                                            "l"
                                                                            "o"
                                                                            "g"
                                                                            "."
                                                                            "p"
                                                                            "g"
                                                                            "_"
                                                                            "d"
                                                                            "b"
                                                                            "_"
                                                                            "r"
                                                                            "o"
                                                                            "l"
                                                                            "e"
                                                                            "_"
                                                                            "s"
                                                                            "e"
                                                                            "t"
                                                                            "t"
                                                                            "i"
                                                                            "n"
                                                                            "g"
                                                                            " "
                                                                            "s"
                                                                            " "
                                                                            "W"
                                                                            "H"
                                                                            "E"
                                                                            "R"
                                                                            "E"
                                                                            " "
                                                                            "N"
                                                                            "O"
                                                                            "T"
                                                                            " "
                                                                            "E"
                                                                            "X"
                                                                            "I"
                                                                            "S"
                                                                            "T"
                                                                            "S"
                                                                            " "
                                                                            "("
                                                                            "S"
                                                                            "E"
                                                                            "L"
                                                                            "E"
                                                                            "C"
                                                                            "T"
                                                                            " "
                                                                            "F"
                                                                            "R"
                                                                            "O"
                                                                            "M"
                                                                            " "
                                                                            "p"
                                                                            "g"
                                                                            "_"
                                                                            "c"
                                                                            "a"
                                                                            "t"
                                                                            "a"
                                                                            "l"
                                                                            "o"
                                                                            "g"
                                                                            "."
                                                                            "p"
                                                                            "g"
                                                                            "_"
                                                                            "d"
                                                                            "a"
                                                                            "t"
                                                                            "a"
                                                                            "b"
                                                                            "a"
                                                                            "s"
                                                                            "e"
                                                                            " "
                                                                            "d"
                                                                            " "
                                                                            "W"
                                                                            "H"
                                                                            "E"
                                                                            "R"
                                                                            "E"
                                                                            " "
                                                                            "d"
                                                                            "."
                                                                            "o"
                                                                            "i"
                                                                            "d"
                                                                            " "
                                                                            "{"
                                                                            "="
                                                                            "}"
                                                                            " "
                                                                            "s"
                                                                            "."
                                                                            "s"
                                                                            "e"
                                                                            "t"
                                                                            "d"
                                                                            "a"
                                                                            "t"
                                                                            "a"
                                                                            "b"
                                                                            "a"
                                                                            "s"
                                                                            "e"
                                                                            " "
                                                                            "A"
                                                                            "N"
                                                                            "D"
                                                                            " " IS_OURS("d.datname") ")), " DIGEST(
                                                                                "c",
                                                                                "c."
                                                                                "classoid"
                                                                                ", "
                                                                                "c."
                                                                                "objoid") " FROM"
                                                                                          " pg_"
                                                                                          "catal"
                                                                                          "og."
                                                                                          "pg_"
                                                                                          "shdes"
                                                                                          "cript"
                                                                                          "ion "
                                                                                          "c "
                                                                                          "WHERE"
                                                                                          " NOT "
                                                                                          "EXIST"
                                                                                          "S "
                                                                                          "(SELE"
                                                                                          "CT "
                                                                                          "FROM"
                                                                                          " pg_"
                                                                                          "catal"
                                                                                          "og."
                                                                                          "pg_"
                                                                                          "datab"
                                                                                          "ase "
                                                                                          "d "
                                                                                          "WHERE"
                                                                                          " d."
                                                                                          "oid "
                                                                                          "{=} "
                                                                                          "c."
                                                                                          "objoi"
                                                                                          "d "
                                                                                          "AND"
                                                                                          " " IS_OURS("d.datname") ")), " DIGEST("{concat_ws}(' ', d.datname, d.datdba, d.datacl, d.datconnlimit)", "d.oid") " FROM pg_catalog.pg_database d WHERE NOT " IS_OURS(
                                                                                              "d"
                                                                                              "."
                                                                                              "d"
                                                                                              "a"
                                                                                              "t"
                                                                                              "n"
                                                                                              "a"
                                                                                              "m"
                                                                                              "e") "), " DIGEST("t",
                                                                                                                "t.oid") " FROM pg_catalog.pg_tablespace t), " DIGEST("l",
                                                                                                                                                                      "l.classoid, l.objoid, l.provider") " FROM pg_catalog.pg_shseclabel l), " DIGEST("{concat_ws}(' ', p.slot_name, p.plugin, p.slot_type)",
                                                                                                                                                                                                                                                       "p.slot_name") " FROM pg_catalog.pg_replication_slots p)",
        superuser ? "pg_authid" : "pg_roles");
}

static struct error *
shared_read(struct rows *rows, const struct scratch *scratch, struct engine *engine,
            struct arena *arena)
{
    return engine_query(engine, arena, shared_sql(engine, arena, scratch->reads_authid),
                        rows);
}

static bool
differs(const struct rows *a, const struct rows *b, size_t kind)
{
    const char *x = rows_value(a, 0, kind), *y = rows_value(b, 0, kind);
    return strcmp(x ? x : "", y ? y : "") != 0;
}

struct error *
shared_begin(struct scratch *scratch)
{
    struct rows rows;
    struct engine *server = scratch->server;
    if (!server || scratch->own_server || scratch->shared.count)
        return NULL;
    struct error *error = engine_query(
        server, scratch->arena,
        sql_own(scratch->arena, server->dialect,
                "SELECT {has_table_privilege}('pg_catalog.pg_authid', 'SELECT')"),
        &rows);
    if (error)
        return error;
    scratch->reads_authid = strcmp(rows_value(&rows, 0, 0), "t") == 0;
    return shared_read(&scratch->shared, scratch, server, &scratch->shared_arena);
}

struct error *
shared_check(struct scratch *scratch)
{
    struct arena arena = {0};
    struct rows now, elsewhere;
    struct error *error = NULL;
    const char *what = NULL;
    if (!scratch->shared.count || scratch->own_server)
        return NULL;
    if (!(error = engine_exec(scratch->engine, "RESET SESSION AUTHORIZATION", NULL)))
        error = shared_read(&now, scratch, scratch->engine, &arena);
    bool changed = false;
    for (size_t kind = 0; kind < KINDS && !error; kind++)
        changed |= differs(&scratch->shared, &now, kind);
    /* Somebody else may have done it, whom another session sees as well. */
    if (!error && changed && scratch->server != scratch->engine)
        error = shared_read(&elsewhere, scratch, scratch->server, &arena);
    else
        elsewhere = scratch->shared;
    for (size_t kind = 0; kind < KINDS && !error && changed; kind++)
        if (differs(&elsewhere, &now, kind))
            what = kinds[kind];
    if (!error && changed && !what) {
        arena_free(&scratch->shared_arena);
        error = shared_read(&scratch->shared, scratch, scratch->server,
                            &scratch->shared_arena);
    }
    arena_free(&arena);
    if (error || !what)
        return error;
    return error_hint(
        error_new(ERROR_USAGE,
                  "this reaches beyond the scratch database: it changes %s, "
                  "which all databases of the server share",
                  what),
        "it was rolled back; set scratch.url to a server that is there for "
        "that");
}
