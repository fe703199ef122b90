-- pair: INTEGER PRIMARY KEY becomes INT PRIMARY KEY, which is no alias of the rowid
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
-- rows
INSERT INTO t VALUES (10, 'a'), (20, 'b'), (-5, 'c');
-- after
CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
