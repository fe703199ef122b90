-- pair: what an aggregate says of itself
-- before
CREATE AGGREGATE mymax(int) (SFUNC = int4larger, STYPE = int);
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, INITCOND = '0');
-- after
CREATE AGGREGATE mymax(int) (SFUNC = int4larger, STYPE = int, SORTOP = >);
CREATE FUNCTION fin(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, FINALFUNC = fin, FINALFUNC_MODIFY = READ_WRITE, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, MSSPACE = 64, MFINALFUNC = fin, MFINALFUNC_MODIFY = SHAREABLE, INITCOND = '0');
-- pair: an aggregate of no argument, in a schema whose name needs quotes
-- before
CREATE TABLE t (a int);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (a int);
CREATE SCHEMA "S q";
CREATE AGGREGATE "S q".cnt(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
COMMENT ON AGGREGATE "S q".cnt(*) IS 'counts';
CREATE VIEW v AS SELECT "S q".cnt(*) AS n FROM t;
-- keeps
SELECT a FROM t;
