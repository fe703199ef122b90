-- pair: the return type of a function changes that a view uses
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE VIEW v AS SELECT id, twice(n) AS t FROM m;
-- rows
INSERT INTO m VALUES (1, 4), (2, 5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION twice(n integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n * 2::bigint';
CREATE VIEW v AS SELECT id, twice(n) AS t FROM m;
-- keeps
SELECT id, t::text FROM v ORDER BY 1;
