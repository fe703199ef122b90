-- pair: only the order of the columns changes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c REAL);
-- rows
INSERT INTO t VALUES (1, 'x', 10, 1.5), (2, 'y', 20, 2.5);
-- after
CREATE TABLE t (c REAL, b INTEGER, a TEXT, id INTEGER PRIMARY KEY);
-- keeps
SELECT id, a, b, c FROM t ORDER BY id;
