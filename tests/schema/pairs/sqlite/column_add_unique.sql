-- pair: a UNIQUE nullable column is added
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, code TEXT UNIQUE);
-- keeps
SELECT id, a FROM t ORDER BY id;
