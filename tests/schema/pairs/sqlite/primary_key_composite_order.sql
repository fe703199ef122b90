-- pair: the columns of a composite PRIMARY KEY change places
-- before
CREATE TABLE t (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
-- rows
INSERT INTO t VALUES ('x', 2, 'p'), ('y', 1, 'q'), ('x', 1, 'r');
-- after
CREATE TABLE t (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
-- keeps
SELECT a, b, c FROM t ORDER BY a, b;
