-- pair: columns come and go in a table with AUTOINCREMENT
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b TEXT);
-- rows
INSERT INTO t VALUES (1, 'a', 'b'), (99, 'c', 'd');
DELETE FROM t WHERE id = 99;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, c TEXT DEFAULT CURRENT_TIMESTAMP, a TEXT);
-- keeps
SELECT id, a FROM t ORDER BY id;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
