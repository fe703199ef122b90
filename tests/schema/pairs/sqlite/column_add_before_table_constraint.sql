-- pair: a column is added to a table with table constraints
-- before
CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT t_pk PRIMARY KEY (a, b), CHECK (a < b));
-- rows
INSERT INTO t VALUES (1, 2), (3, 4);
-- after
CREATE TABLE t (a INTEGER, b INTEGER, c TEXT DEFAULT 'c', CONSTRAINT t_pk PRIMARY KEY (a, b), CHECK (a < b));
-- keeps
SELECT a, b FROM t ORDER BY a, b;
