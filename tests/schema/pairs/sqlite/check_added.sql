-- pair: a table CHECK with strings, comments and brackets in it is added
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT);
-- rows
INSERT INTO t VALUES (1, 'ok'), (2, 'fine)');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, CHECK (s <> ')' /* not ( this */ AND s NOT LIKE '%--%'));
-- keeps
SELECT id, s FROM t ORDER BY id;
