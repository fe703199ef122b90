-- pair: a type changes in a table with AUTOINCREMENT, the counter is above the highest id
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v INTEGER);
-- rows
INSERT INTO t VALUES (10, 1), (20, 2), (900, 3);
DELETE FROM t WHERE id = 900;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
-- keeps
SELECT id, CAST(v AS TEXT) FROM t ORDER BY id;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
