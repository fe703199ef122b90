-- pair: a default in double quotes is a text, whose case counts
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT DEFAULT "Abc");
-- rows
INSERT INTO t (id) VALUES (1);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT DEFAULT "abc");
-- keeps
SELECT s FROM t;
