-- pair: AUTOINCREMENT is removed, another table keeps its counter
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
-- rows
INSERT INTO t VALUES (10, 'a'), (20, 'b');
INSERT INTO u VALUES (1, 'a'), (500, 'b');
DELETE FROM u WHERE id = 500;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
SELECT id, v FROM u ORDER BY id;
SELECT name, seq FROM sqlite_sequence WHERE name = 'u' ORDER BY name;
