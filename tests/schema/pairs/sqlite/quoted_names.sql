-- pair: tables with blanks, keywords and brackets in their names are rebuilt
-- before
CREATE TABLE "Order Items" ("Order Id" INTEGER, [unit price] REAL, `group` TEXT, "select" INTEGER, PRIMARY KEY ("Order Id", `group`));
CREATE INDEX "by group" ON "Order Items" (`group`, [unit price] DESC);
CREATE VIEW [all items] AS SELECT "Order Id", [unit price] FROM "Order Items";
-- rows
INSERT INTO "Order Items" VALUES (1, 1.5, 'g', 1), (2, 2.5, 'h', NULL);
-- after
CREATE TABLE "Order Items" ("Order Id" INTEGER, [unit price] REAL NOT NULL, `group` TEXT, "select" TEXT, PRIMARY KEY ("Order Id", `group`));
CREATE INDEX "by group" ON "Order Items" (`group`, [unit price] DESC);
CREATE VIEW [all items] AS SELECT "Order Id", [unit price] FROM "Order Items";
-- keeps
SELECT "Order Id", "unit price", "group", CAST("select" AS TEXT) FROM "Order Items" ORDER BY "Order Id";
SELECT "Order Id", "unit price" FROM "all items" ORDER BY "Order Id";
