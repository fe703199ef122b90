-- pair: a table is no longer STRICT but WITHOUT ROWID stays
-- before
CREATE TABLE t (k TEXT PRIMARY KEY, a INT, v ANY) STRICT, WITHOUT ROWID;
-- rows
INSERT INTO t VALUES ('x', 1, 'b'), ('y', NULL, x'01');
-- after
CREATE TABLE t (k TEXT PRIMARY KEY, a INT, v BLOB) WITHOUT ROWID;
-- keeps
SELECT k, a, quote(v) FROM t ORDER BY k;
