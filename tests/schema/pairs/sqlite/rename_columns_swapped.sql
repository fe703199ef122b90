-- pair: two columns exchange their names
-- options: --rename t.a:t.b --rename t.b:t.a
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, v TEXT);
-- rows
INSERT INTO t VALUES (1, 'first', 'second', 'v1'), (2, 'third', NULL, 'v2');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT, a TEXT, v TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
