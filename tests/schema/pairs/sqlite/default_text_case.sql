-- pair: a default differs only in the case of its text, which is a difference
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'Null');
-- rows
INSERT INTO t (id) VALUES (1);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'null');
-- keeps
SELECT id, v FROM t ORDER BY id;
