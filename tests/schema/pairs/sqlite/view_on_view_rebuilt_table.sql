-- pair: a column leaves the table under stacked views that use SELECT *
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW v1 AS SELECT * FROM t;
CREATE VIEW v2 AS SELECT id, a FROM v1;
-- rows
INSERT INTO t VALUES (1, 'x', 5), (2, 'y', 6);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v1 AS SELECT * FROM t;
CREATE VIEW v2 AS SELECT id, a FROM v1;
-- keeps
SELECT id, a FROM t ORDER BY id;
SELECT id, a FROM v1 ORDER BY id;
SELECT id, a FROM v2 ORDER BY id;
