-- pair: a UNIQUE column is dropped
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE, s TEXT);
-- rows
INSERT INTO t VALUES (1, 'c1', 'a'), (2, 'c2', 'b');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT);
-- keeps
SELECT id, s FROM t ORDER BY id;
