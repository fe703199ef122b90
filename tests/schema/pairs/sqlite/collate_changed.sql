-- pair: the COLLATE of an indexed column changes from BINARY to NOCASE
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE INDEX t_name ON t(name DESC);
-- rows
INSERT INTO t VALUES (1, 'ann'), (2, 'Bob'), (3, 'Zoe');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE);
CREATE INDEX t_name ON t(name DESC);
-- keeps
SELECT id, name FROM t ORDER BY id;
