-- pair: an index of the same name becomes unique
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE INDEX t_a ON t(a);
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, NULL), (4, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE UNIQUE INDEX t_a ON t(a);
-- keeps
SELECT id, a FROM t ORDER BY id;
