-- pair: NOT NULL is removed
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, s TEXT NOT NULL DEFAULT 'd');
-- rows
INSERT INTO t VALUES (1, 'Ann', 'x'), (2, 'Bob', 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, s TEXT DEFAULT 'd');
-- keeps
SELECT id, name, s FROM t ORDER BY id;
