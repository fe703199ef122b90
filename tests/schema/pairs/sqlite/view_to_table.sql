-- pair: a view becomes a table of the same name
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW summary AS SELECT count(*) AS n FROM t;
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE summary (n INTEGER);
-- keeps
SELECT id, a FROM t ORDER BY id;
