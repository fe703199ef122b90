/* limit_sqlite DATABASE [FOLDER]: what applying the scripts of a folder takes when
 * nothing but the work itself is done: no graph, no check, one transaction around all, as
 * few calls as there can be. Without a folder, what it takes to find nothing to do. The
 * scripts are those that bench/run makes. */
#include "limit.h"

#include <sqlite3.h>

static sqlite3 *db;

static void
run(const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        die(why);
}

static void
apply(const struct script *script)
{
    run(script->up);
    char *books =
        sqlite3_mprintf("%s; " LIMIT_LOG "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'),"
                        " strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'), 2, 2, %Q, 'up', "
                        "'done', %Q, %Q, " LIMIT_LOG_END,
                        script->move, script->id, script->id, script->text);
    run(books);
    sqlite3_free(books);
}

int
main(int argc, char **argv)
{
    if (argc < 2 || sqlite3_open(argv[1], &db) != SQLITE_OK)
        die("limit_sqlite DATABASE [FOLDER]");
    if (argc < 3) {
        run("SELECT version_num FROM alembic_version");
    } else {
        run("BEGIN IMMEDIATE; " LIMIT_TABLES);
        scripts_read(argv[2], apply);
        run("COMMIT");
    }
    sqlite3_close(db);
    return 0;
}
