-- pair: NOT NULL is added to a column with NULL rows and a default
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'nobody', n INTEGER);
-- rows
INSERT INTO t VALUES (1, 'Ann', 1), (2, NULL, 2), (3, NULL, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'nobody', n INTEGER);
-- keeps
SELECT id, n FROM t ORDER BY id;
SELECT id, coalesce(name, 'nobody') FROM t ORDER BY id;
