-- pair: a named table CHECK changes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, lo INTEGER, hi INTEGER, CONSTRAINT lo_hi CHECK (lo <= hi));
-- rows
INSERT INTO t VALUES (1, 1, 2), (2, 5, 9);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, lo INTEGER, hi INTEGER, CONSTRAINT lo_hi CHECK (lo < hi AND hi < 1000));
-- keeps
SELECT id, lo, hi FROM t ORDER BY id;
