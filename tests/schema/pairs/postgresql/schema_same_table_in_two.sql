-- pair: one of two tables of the same name in two schemas changes
-- before
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.items (id integer PRIMARY KEY, label text);
CREATE TABLE b.items (id integer PRIMARY KEY, label text);
CREATE INDEX items_label_idx ON a.items (label);
CREATE INDEX items_label_idx ON b.items (label);
-- rows
INSERT INTO a.items VALUES (1, 'one');
INSERT INTO b.items VALUES (2, 'two');
-- after
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.items (id integer PRIMARY KEY, label text);
CREATE TABLE b.items (id bigint PRIMARY KEY, label text, price integer);
CREATE INDEX items_label_idx ON a.items (label);
CREATE INDEX items_label_idx ON b.items (label DESC);
-- keeps
SELECT id, label FROM a.items ORDER BY 1;
SELECT id::text, label FROM b.items ORDER BY 1;
