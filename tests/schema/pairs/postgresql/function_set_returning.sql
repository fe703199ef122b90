-- pair: set-returning functions and out arguments change
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION all_m() RETURNS SETOF m LANGUAGE sql STABLE AS 'SELECT * FROM m';
CREATE FUNCTION pairs() RETURNS TABLE (a integer, b integer) LANGUAGE sql STABLE AS 'SELECT id, n FROM m';
CREATE FUNCTION split(x integer, OUT lo integer, OUT hi integer) LANGUAGE plpgsql AS 'BEGIN lo := x; hi := x; END';
-- rows
INSERT INTO m VALUES (1, 5), (2, 6);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION all_m() RETURNS SETOF m LANGUAGE sql STABLE ROWS 10 AS 'SELECT * FROM m ORDER BY id';
CREATE FUNCTION pairs() RETURNS TABLE (a integer, b integer, c text) LANGUAGE sql STABLE AS $$SELECT id, n, 'c' FROM m$$;
CREATE FUNCTION split(x integer, OUT lo integer, OUT hi bigint) LANGUAGE plpgsql AS 'BEGIN lo := x; hi := x; END';
-- keeps
SELECT id, n FROM m ORDER BY 1;
SELECT a, b FROM pairs() ORDER BY 1;
