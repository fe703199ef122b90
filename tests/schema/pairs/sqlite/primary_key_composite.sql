-- pair: a PRIMARY KEY of one column becomes one of two
-- before
CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY, b INTEGER NOT NULL, c TEXT);
-- rows
INSERT INTO t VALUES ('x', 1, 'p'), ('y', 1, 'q');
-- after
CREATE TABLE t (a TEXT NOT NULL, b INTEGER NOT NULL, c TEXT, PRIMARY KEY (a, b DESC));
-- keeps
SELECT a, b, c FROM t ORDER BY a;
