-- pair: everything has a name that needs quotes; columns, keys and defaults change
-- before
CREATE SCHEMA "My Schema";
CREATE TYPE "My Schema"."Mood Type" AS ENUM ('Sad One', 'ok');
CREATE TABLE "My Schema"."User Table" ("ID" integer CONSTRAINT "PK 1" PRIMARY KEY, "select" text, "Two Words" "My Schema"."Mood Type" DEFAULT 'Sad One');
CREATE INDEX "An Index" ON "My Schema"."User Table" ("select");
CREATE VIEW "My Schema"."A View" AS SELECT "ID", "select" AS "from" FROM "My Schema"."User Table";
-- rows
INSERT INTO "My Schema"."User Table" VALUES (1, 'x', 'ok');
-- after
CREATE SCHEMA "My Schema";
CREATE TYPE "My Schema"."Mood Type" AS ENUM ('Sad One', 'ok', 'Über "glad"');
CREATE TABLE "My Schema"."User Table" ("ID" bigint CONSTRAINT "PK 1" PRIMARY KEY, "select" varchar(30) NOT NULL, "Two Words" "My Schema"."Mood Type" DEFAULT 'ok', "Group" integer DEFAULT 1 CONSTRAINT "Group > 0" CHECK ("Group" > 0));
CREATE INDEX "An Index" ON "My Schema"."User Table" ("select", "Group");
CREATE VIEW "My Schema"."A View" AS SELECT "ID", "select" AS "from" FROM "My Schema"."User Table";
-- keeps
SELECT "ID"::text, "from"::text FROM "My Schema"."A View" ORDER BY 1;
SELECT "ID"::text, "Two Words"::text FROM "My Schema"."User Table" ORDER BY 1;
