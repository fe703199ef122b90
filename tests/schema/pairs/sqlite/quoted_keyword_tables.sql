-- pair: tables named by keywords with a foreign key and a trigger are rebuilt
-- before
CREATE TABLE "order" ("index" INTEGER PRIMARY KEY, "from" TEXT);
CREATE TABLE "group" ("by" INTEGER REFERENCES "order"("index") ON DELETE CASCADE, "to" TEXT);
CREATE TRIGGER "trigger" AFTER DELETE ON "order" BEGIN DELETE FROM "group" WHERE "by" = old."index"; END;
-- rows
INSERT INTO "order" VALUES (1, 'a'), (2, 'b');
INSERT INTO "group" VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE "order" ("index" INTEGER PRIMARY KEY, "from" TEXT CHECK ("from" <> ''));
CREATE TABLE "group" ("by" INTEGER REFERENCES "order"("index") ON DELETE CASCADE, "to" TEXT NOT NULL);
CREATE TRIGGER "trigger" AFTER DELETE ON "order" BEGIN DELETE FROM "group" WHERE "by" = old."index"; END;
-- keeps
SELECT "index", "from" FROM "order" ORDER BY "index";
SELECT "by", "to" FROM "group" ORDER BY "by";
