-- pair: a table made by CREATE, RENAME and ADD COLUMN gets a type change
-- before
CREATE TABLE old_name (id INTEGER PRIMARY KEY, a TEXT);
ALTER TABLE old_name RENAME TO "new name";
ALTER TABLE "new name" ADD COLUMN n INTEGER DEFAULT 3;
-- rows
INSERT INTO "new name" VALUES (1, 'x', 1), (2, NULL, NULL);
-- after
CREATE TABLE "new name" (id INTEGER PRIMARY KEY, a TEXT, n TEXT DEFAULT 3);
-- keeps
SELECT id, a, CAST(n AS TEXT) FROM "new name" ORDER BY id;
