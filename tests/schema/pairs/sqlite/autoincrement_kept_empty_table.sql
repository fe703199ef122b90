-- pair: a rebuilt AUTOINCREMENT table is empty but its counter is not zero
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT, w TEXT);
-- rows
INSERT INTO t VALUES (41, 'gone'), (42, 'gone');
DELETE FROM t;
INSERT INTO other (w) VALUES ('o1'), ('o2');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT NOT NULL CHECK (length(v) > 0));
CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT, w TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
SELECT id, w FROM other ORDER BY id;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
