-- pair: a column with a CHECK of its own is dropped
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0), s TEXT);
-- rows
INSERT INTO t VALUES (1, 5, 'a'), (2, 6, 'b');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT);
-- keeps
SELECT id, s FROM t ORDER BY id;
