-- pair: a table is dropped in one schema and another of its name is added in a second
-- before
CREATE SCHEMA old;
CREATE SCHEMA fresh;
CREATE TABLE old.events (id integer PRIMARY KEY, at date);
CREATE TABLE old.kept (id integer PRIMARY KEY);
-- rows
INSERT INTO old.events VALUES (1, '2024-01-01');
INSERT INTO old.kept VALUES (5);
-- after
CREATE SCHEMA old;
CREATE SCHEMA fresh;
CREATE TABLE fresh.events (id integer PRIMARY KEY, at date);
CREATE TABLE old.kept (id integer PRIMARY KEY);
-- keeps
SELECT id FROM old.kept ORDER BY 1;
