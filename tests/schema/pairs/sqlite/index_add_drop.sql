-- pair: indexes are added and dropped
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE INDEX t_a ON t(a);
-- rows
INSERT INTO t VALUES (1, 'x', 'p'), (2, 'y', 'q');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE INDEX t_b ON t(b, a);
-- keeps
SELECT id, a, b FROM t ORDER BY id;
