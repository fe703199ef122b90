-- pair: volatility, strictness, security, parallel, cost and settings of functions change
-- before
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT a';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 7 SET search_path = pg_catalog, public AS 'BEGIN RETURN a; END';
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL RESTRICTED SET work_mem = '8MB' AS 'SELECT a';
CREATE FUNCTION g(a integer) RETURNS integer LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a; END';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
