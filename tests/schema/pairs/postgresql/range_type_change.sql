-- pair: a range type changes its subtype, nothing uses it yet but a function
-- before
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE FUNCTION wide(s span) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT upper(s) - lower(s) > 10';
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TYPE span AS RANGE (SUBTYPE = bigint, MULTIRANGE_TYPE_NAME = spans);
CREATE FUNCTION wide(s span) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT upper(s) - lower(s) > 10';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
