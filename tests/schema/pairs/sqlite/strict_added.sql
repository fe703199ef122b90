-- pair: a table becomes STRICT
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c REAL, d BLOB);
-- rows
INSERT INTO t VALUES (1, 1, 'b', 1.5, x'00'), (2, NULL, NULL, NULL, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c REAL, d BLOB) STRICT;
-- keeps
SELECT id, a, b, c, quote(d) FROM t ORDER BY id;
