-- pair: the text of a view changes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW v AS SELECT id, a FROM t;
-- rows
INSERT INTO t VALUES (1, 'x', 5), (2, 'y', 6);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW v AS SELECT id, a, n * 2 AS twice FROM t WHERE n > 0;
-- keeps
SELECT id, a, n FROM t ORDER BY id;
SELECT id, a FROM v ORDER BY id;
