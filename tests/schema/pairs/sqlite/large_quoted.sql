-- pair: a large mixed change where every name needs quotes
-- before
CREATE TABLE "User Accounts" ("User Id" INTEGER PRIMARY KEY AUTOINCREMENT, "Full Name" TEXT, "check" TEXT, [drop me] TEXT);
CREATE TABLE "User ""Notes""" ("note id" INTEGER PRIMARY KEY, "User Id" INTEGER REFERENCES "User Accounts"("User Id") ON DELETE CASCADE, "text" TEXT);
CREATE INDEX "name index" ON "User Accounts" ("Full Name");
CREATE VIEW "the view" AS SELECT u."Full Name", n."text" FROM "User Accounts" u JOIN "User ""Notes""" n USING ("User Id");
CREATE TRIGGER "on insert" AFTER INSERT ON "User Accounts" BEGIN INSERT INTO "User ""Notes""" ("User Id", "text") VALUES (new."User Id", 'it''s ' || new."Full Name"); END;
-- rows
INSERT INTO "User Accounts" VALUES (3, 'Ann', 'c', 'd'), (9, 'Bob', NULL, NULL);
-- after
CREATE TABLE "User Accounts" ("User Id" INTEGER PRIMARY KEY AUTOINCREMENT, "Full Name" TEXT NOT NULL, "check" TEXT CHECK ("check" <> ']'), [add ""me] TEXT DEFAULT ']');
CREATE TABLE "User ""Notes""" ("note id" INTEGER PRIMARY KEY, "text" TEXT NOT NULL DEFAULT '""', "User Id" INTEGER REFERENCES "User Accounts"("User Id") ON DELETE SET NULL);
CREATE INDEX "name index" ON "User Accounts" ("Full Name" COLLATE NOCASE DESC);
CREATE INDEX "note's index" ON "User ""Notes""" ("User Id");
CREATE VIEW "the view" AS SELECT u."User Id", u."Full Name", n."text" FROM "User Accounts" u JOIN "User ""Notes""" n USING ("User Id");
CREATE TRIGGER "on insert" AFTER INSERT ON "User Accounts" BEGIN INSERT INTO "User ""Notes""" ("User Id", "text") VALUES (new."User Id", 'this is ' || new."Full Name"); END;
-- keeps
SELECT "User Id", "Full Name", "check" FROM "User Accounts" ORDER BY "User Id";
SELECT "note id", "User Id", "text" FROM "User ""Notes""" ORDER BY "note id";
SELECT "Full Name", "text" FROM "the view" ORDER BY "Full Name";
SELECT name, seq FROM sqlite_sequence ORDER BY name;
