-- pair: one view goes, another comes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v_old AS SELECT a FROM t;
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v_new (n, letters) AS SELECT count(*), group_concat(a) FROM t;
-- keeps
SELECT id, a FROM t ORDER BY id;
