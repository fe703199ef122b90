-- pair: a table below a view is rebuilt, the view stays
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
CREATE VIEW v AS SELECT id, upper(a) AS big FROM t;
-- rows
INSERT INTO t VALUES (1, 'x', 5), (2, 'y', 6);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, n TEXT);
CREATE VIEW v AS SELECT id, upper(a) AS big FROM t;
-- keeps
SELECT id, a, CAST(n AS TEXT) FROM t ORDER BY id;
SELECT id, big FROM v ORDER BY id;
