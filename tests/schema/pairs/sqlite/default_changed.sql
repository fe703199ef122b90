-- pair: defaults are changed, added and removed
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'old', b INTEGER, c REAL DEFAULT 1.5);
-- rows
INSERT INTO t (id) VALUES (1);
INSERT INTO t VALUES (2, 'x', NULL, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'new', b INTEGER DEFAULT 0, c REAL);
-- keeps
SELECT id, a, b, c FROM t ORDER BY id;
