-- pair: a table that belongs to another role gets a serial column
-- before
CREATE TABLE invoice (name text);
ALTER TABLE invoice OWNER TO pg_monitor;
-- rows
INSERT INTO invoice VALUES ('first'), ('second');
-- after
CREATE TABLE invoice (name text, id serial);
ALTER TABLE invoice OWNER TO pg_monitor;
-- keeps
SELECT name FROM invoice ORDER BY 1;
-- pair: a table that belongs to another role is made again, with a serial column
-- before
CREATE TABLE invoice (name text, year integer) PARTITION BY LIST (name);
ALTER TABLE invoice OWNER TO pg_monitor;
-- after
CREATE TABLE invoice (name text, year integer, id serial) PARTITION BY LIST (year);
ALTER TABLE invoice OWNER TO pg_monitor;
