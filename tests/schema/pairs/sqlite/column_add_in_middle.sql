-- pair: a column is added between two others
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, z TEXT);
-- rows
INSERT INTO t VALUES (1, 'a1', 'z1'), (2, 'a2', 'z2');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, m TEXT, z TEXT);
-- keeps
SELECT id, a, z FROM t ORDER BY id;
