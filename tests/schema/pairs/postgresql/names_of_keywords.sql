-- pair: reserved words and words like types are names
-- before
CREATE TABLE "user" ("order" integer PRIMARY KEY, "table" text, "end" date, "integer" integer);
CREATE TABLE "group" ("user" integer REFERENCES "user" ("order"), "default" text DEFAULT 'default');
-- rows
INSERT INTO "user" VALUES (1, 'x', '2024-01-01', 4);
INSERT INTO "group" VALUES (1, 'y');
-- after
CREATE TABLE "user" ("order" bigint PRIMARY KEY, "table" text NOT NULL, "end" timestamp, "integer" bigint, "check" integer DEFAULT 1 CHECK ("check" > 0));
CREATE TABLE "group" ("user" bigint REFERENCES "user" ("order") ON DELETE CASCADE, "default" text DEFAULT 'null', UNIQUE ("user", "default"));
CREATE VIEW "view" AS SELECT u."order" AS "limit", g."default" AS "offset" FROM "user" u JOIN "group" g ON g."user" = u."order";
-- keeps
SELECT "order"::text, "table", "integer"::text FROM "user" ORDER BY 1;
SELECT "user"::text, "default" FROM "group" ORDER BY 1;
