-- pair: names with quotes, dots, percent signs, backslashes and unicode
-- before
CREATE TABLE "a ""b"" c" ("x.y" integer PRIMARY KEY, "it's" text, "größe" integer);
CREATE TABLE "日本" ("名前" text, "100%" integer, "back\slash" text);
-- rows
INSERT INTO "a ""b"" c" VALUES (1, 'x', 5);
INSERT INTO "日本" VALUES ('n', 100, 'b');
-- after
CREATE TABLE "a ""b"" c" ("x.y" integer PRIMARY KEY, "it's" varchar(9) DEFAULT 'it''s', "größe" bigint NOT NULL, CONSTRAINT "größe ""ok""" CHECK ("größe" > 0));
COMMENT ON COLUMN "a ""b"" c"."größe" IS 'größe';
CREATE TABLE "日本" ("名前" text DEFAULT '名', "100%" integer CONSTRAINT "日本_鍵" UNIQUE, "back\slash" text, "new
line" integer);
CREATE INDEX "back\slash" ON "日本" ("back\slash");
-- keeps
SELECT "x.y", "it's"::text, "größe"::text FROM "a ""b"" c" ORDER BY 1;
SELECT "名前", "100%", "back\slash" FROM "日本" ORDER BY 1;
