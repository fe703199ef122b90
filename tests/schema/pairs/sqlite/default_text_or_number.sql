-- pair: a default goes from the number 1 to the text '1'
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v DEFAULT 1);
-- rows
INSERT INTO t (id) VALUES (1);
INSERT INTO t VALUES (2, '1');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, v DEFAULT '1');
-- keeps
SELECT id, typeof(v), v FROM t ORDER BY id;
