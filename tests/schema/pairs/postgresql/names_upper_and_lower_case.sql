-- pair: tables, columns and functions differ only in the case of their names
-- before
CREATE TABLE item (id integer PRIMARY KEY, name text, "Name" text);
CREATE TABLE "Item" (id integer PRIMARY KEY, name text);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION "F"() RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- rows
INSERT INTO item VALUES (1, 'x', 'X');
INSERT INTO "Item" VALUES (2, 'y');
-- after
CREATE TABLE item (id integer PRIMARY KEY, name text, "Name" varchar(8), "NAME" text);
CREATE TABLE "Item" (id bigint PRIMARY KEY, name text);
CREATE TABLE "ITEM" (id integer PRIMARY KEY);
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION "F"() RETURNS text LANGUAGE sql AS $$SELECT '2'$$;
-- keeps
SELECT id, name, "Name"::text FROM item ORDER BY 1;
SELECT id::text, name FROM "Item" ORDER BY 1;
