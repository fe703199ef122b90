-- pair: NOT NULL and a default are added together where rows hold NULL
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT);
-- rows
INSERT INTO t VALUES (1, 4, 'a'), (2, NULL, 'b');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT (1 + 1), s TEXT);
-- keeps
SELECT id, s FROM t ORDER BY id;
SELECT id, coalesce(n, 2) FROM t ORDER BY id;
