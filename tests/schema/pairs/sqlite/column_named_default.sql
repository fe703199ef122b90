-- pair: a column named default, with a default that ALTER TABLE does not take
-- before
CREATE TABLE t (a INTEGER);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (a INTEGER, "default" INTEGER DEFAULT (2 + 3));
-- keeps
SELECT a FROM t ORDER BY 1;
