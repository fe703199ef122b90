-- pair: column names differ only in upper and lower case and a type changes
-- before
CREATE TABLE t (Id INTEGER PRIMARY KEY, userName TEXT, Qty INTEGER);
CREATE INDEX t_name ON t(username);
-- rows
INSERT INTO t VALUES (1, 'Ann', 5), (2, 'Bob', NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, username TEXT, qty TEXT);
CREATE INDEX t_name ON t(username);
-- keeps
SELECT id, username, CAST(qty AS TEXT) FROM t ORDER BY id;
