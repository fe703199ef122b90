-- pair: NOT NULL is added to a column where all rows have a value
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO t VALUES (1, 'Ann'), (2, '');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- keeps
SELECT id, name FROM t ORDER BY id;
