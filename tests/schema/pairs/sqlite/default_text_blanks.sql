-- pair: a default differs only in blanks inside its text, which is a difference
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'a b');
-- rows
INSERT INTO t (id) VALUES (1);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'a  b');
-- keeps
SELECT id, v FROM t ORDER BY id;
