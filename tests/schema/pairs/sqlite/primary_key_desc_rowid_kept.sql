-- pair: INTEGER PRIMARY KEY DESC is no alias of the rowid, which is kept
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a INT);
-- rows
INSERT INTO t (rowid, id, a) VALUES (2, 20, 1), (3, 30, 1);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT);
-- keeps
SELECT rowid, id FROM t ORDER BY 1;
