-- pair: a UNIQUE table constraint is dropped, an index on the same column stays
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, CONSTRAINT u_ab UNIQUE (a, b));
CREATE INDEX t_a ON t(a);
-- rows
INSERT INTO t VALUES (1, 'a', 'p'), (2, 'a', 'q');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE INDEX t_a ON t(a);
-- keeps
SELECT id, a, b FROM t ORDER BY id;
