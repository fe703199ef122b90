-- pair: a TEXT key gives way to an INTEGER PRIMARY KEY in the same table
-- before
CREATE TABLE t (n INTEGER, code TEXT PRIMARY KEY, v TEXT);
-- rows
INSERT INTO t VALUES (7, 'a', 'x'), (3, 'b', 'y');
-- after
CREATE TABLE t (n INTEGER PRIMARY KEY, code TEXT UNIQUE, v TEXT);
-- keeps
SELECT n, code, v FROM t ORDER BY n;
