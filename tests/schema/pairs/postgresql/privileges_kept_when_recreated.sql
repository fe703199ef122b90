-- pair: a view and a function are re-created and must keep what PUBLIC may do
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
REVOKE ALL ON FUNCTION f(integer) FROM PUBLIC;
CREATE VIEW v AS SELECT id, n FROM m;
GRANT SELECT (id), UPDATE (n) ON v TO PUBLIC;
-- rows
INSERT INTO m VALUES (1, 3);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION f(b integer) RETURNS bigint LANGUAGE sql AS 'SELECT b::bigint';
REVOKE ALL ON FUNCTION f(integer) FROM PUBLIC;
CREATE VIEW v AS SELECT n, id FROM m;
GRANT SELECT (id), UPDATE (n) ON v TO PUBLIC;
-- keeps
SELECT id, n FROM v ORDER BY 1;
