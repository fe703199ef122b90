-- pair: the start value of an aggregate changes, a view uses it
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION mul(a bigint, b integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a * b';
CREATE AGGREGATE product(integer) (SFUNC = mul, STYPE = bigint, INITCOND = '1');
CREATE VIEW v AS SELECT id, product(n) AS p FROM m GROUP BY id;
-- rows
INSERT INTO m VALUES (1, 3), (2, 4);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE FUNCTION mul(a bigint, b integer) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a * b';
CREATE AGGREGATE product(integer) (SFUNC = mul, STYPE = bigint, INITCOND = '10', PARALLEL = SAFE);
CREATE VIEW v AS SELECT id, product(n) AS p FROM m GROUP BY id;
-- keeps
SELECT id, n FROM m ORDER BY 1;
SELECT id FROM v ORDER BY 1;
