-- pair: an aggregate with its transition function appears, a view uses it
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
-- rows
INSERT INTO m VALUES (1, 3), (2, 4);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION mul(a bigint, b integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a * b';
CREATE AGGREGATE product(integer) (SFUNC = mul, STYPE = bigint, INITCOND = '1');
CREATE VIEW v AS SELECT product(n) AS p FROM m;
-- keeps
SELECT id, n FROM m ORDER BY 1;
