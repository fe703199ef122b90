-- pair: a table with partial, expression, unique, DESC and COLLATE indexes is rebuilt
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT);
CREATE INDEX t_part ON t(a) WHERE b > 0;
CREATE INDEX t_expr ON t(a || c);
CREATE UNIQUE INDEX t_uniq ON t(a, b);
CREATE INDEX t_desc ON t(b DESC);
CREATE INDEX t_coll ON t(c COLLATE NOCASE);
-- rows
INSERT INTO t VALUES (1, 'x', 1, 'P'), (2, 'y', 0, 'q'), (3, 'x', 2, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER DEFAULT 0, c TEXT);
CREATE INDEX t_part ON t(a) WHERE b > 0;
CREATE INDEX t_expr ON t(a || c);
CREATE UNIQUE INDEX t_uniq ON t(a, b);
CREATE INDEX t_desc ON t(b DESC);
CREATE INDEX t_coll ON t(c COLLATE NOCASE);
-- keeps
SELECT id, a, b, c FROM t ORDER BY id;
