-- pair: names and defaults of arguments change, in both directions
-- before
CREATE FUNCTION f(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION g(a integer, b integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE FUNCTION f(x integer, y integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION g(a integer DEFAULT 5, b integer DEFAULT 6) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
