-- pair: a composite type gets, loses and changes attributes
-- before
CREATE TYPE place AS (street text, zip varchar(5), old integer);
CREATE FUNCTION show(p place) RETURNS text LANGUAGE sql AS 'SELECT (p).street';
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TYPE place AS (street text, zip varchar(10), country char(2));
CREATE FUNCTION show(p place) RETURNS text LANGUAGE sql AS 'SELECT (p).street';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
