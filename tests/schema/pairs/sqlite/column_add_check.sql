-- pair: a column with a CHECK is added
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, pct INTEGER DEFAULT 50 CONSTRAINT pct_range CHECK (pct BETWEEN 0 AND 100));
-- keeps
SELECT id, a FROM t ORDER BY id;
