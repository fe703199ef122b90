-- pair: options of the table behind a table, and what is said of an extension
-- before
CREATE EXTENSION pgcrypto;
CREATE TABLE a (id integer, b text) WITH (toast.autovacuum_enabled = false);
CREATE TABLE c (id integer, b text);
-- rows
INSERT INTO a VALUES (1, 'x');
-- after
CREATE EXTENSION pgcrypto;
COMMENT ON EXTENSION pgcrypto IS 'ours';
CREATE TABLE a (id integer, b text);
CREATE TABLE c (id integer, b text) WITH (fillfactor = 50, toast.vacuum_truncate = false);
-- keeps
SELECT * FROM a;
