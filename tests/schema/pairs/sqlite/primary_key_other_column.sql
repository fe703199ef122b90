-- pair: the PRIMARY KEY moves to another column
-- before
CREATE TABLE t (code TEXT PRIMARY KEY, name TEXT NOT NULL, n INTEGER);
-- rows
INSERT INTO t VALUES ('c1', 'one', 1), ('c2', 'two', 2);
-- after
CREATE TABLE t (code TEXT, name TEXT NOT NULL PRIMARY KEY, n INTEGER);
-- keeps
SELECT code, name, n FROM t ORDER BY code;
SELECT rowid, code FROM t ORDER BY rowid;
