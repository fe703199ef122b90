-- pair: a table without any key gets a TEXT PRIMARY KEY, the rowids stay
-- before
CREATE TABLE t (k TEXT, v TEXT);
-- rows
INSERT INTO t (rowid, k, v) VALUES (10, 'a', 'x'), (3, 'b', 'y'), (1000, 'c', NULL);
-- after
CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT);
-- keeps
SELECT rowid, k, v FROM t ORDER BY rowid;
