-- pair: a column without a type gets the type BLOB
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v);
-- rows
INSERT INTO t VALUES (1, 'text'), (2, 2), (3, 2.5), (4, x'0001'), (5, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB);
-- keeps
SELECT id, typeof(v), quote(v) FROM t ORDER BY id;
