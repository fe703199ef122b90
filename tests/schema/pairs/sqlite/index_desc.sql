-- pair: the direction of an index column changes
-- before
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX t_ab ON t(a, b);
-- rows
INSERT INTO t VALUES ('x', 'p'), ('y', 'q');
-- after
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX t_ab ON t(a, b DESC);
-- keeps
SELECT a, b FROM t ORDER BY a;
