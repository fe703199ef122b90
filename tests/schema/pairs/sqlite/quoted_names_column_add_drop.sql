-- pair: columns that need quoting are added and dropped
-- before
CREATE TABLE "my table" (id INTEGER PRIMARY KEY, "old col" TEXT, "table" TEXT);
-- rows
INSERT INTO "my table" VALUES (1, 'o', 't'), (2, NULL, 'u');
-- after
CREATE TABLE "my table" (id INTEGER PRIMARY KEY, "table" TEXT, "new ""col""" TEXT DEFAULT 'a "b" c', "where" INTEGER NOT NULL DEFAULT 0);
-- keeps
SELECT id, "table" FROM "my table" ORDER BY id;
