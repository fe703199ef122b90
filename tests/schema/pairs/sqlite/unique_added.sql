-- pair: UNIQUE is added to a column and over two columns
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT);
-- rows
INSERT INTO t VALUES (1, 'a', 'p', 'q'), (2, 'b', 'p', 'r'), (3, NULL, NULL, NULL), (4, NULL, NULL, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b TEXT, c TEXT, UNIQUE (b, c));
-- keeps
SELECT id, a, b, c FROM t ORDER BY id;
