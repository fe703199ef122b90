-- pair: a generated column in the middle is dropped
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, up TEXT AS (upper(a)) VIRTUAL, b TEXT);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 'x', 'y'), (2, 'v', NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
-- keeps
SELECT id, a, b FROM t ORDER BY id;
