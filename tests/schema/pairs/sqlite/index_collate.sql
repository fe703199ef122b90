-- pair: the COLLATE of an index column changes
-- before
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX t_a ON t(a COLLATE NOCASE);
-- rows
INSERT INTO t VALUES ('x', 'p'), ('Y', 'q');
-- after
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX t_a ON t(a COLLATE RTRIM);
-- keeps
SELECT a, b FROM t ORDER BY b;
