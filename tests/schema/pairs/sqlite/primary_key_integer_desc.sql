-- pair: INTEGER PRIMARY KEY becomes INTEGER PRIMARY KEY DESC, a true index
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
-- rows
INSERT INTO t VALUES (10, 'a'), (20, 'b');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, v TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
