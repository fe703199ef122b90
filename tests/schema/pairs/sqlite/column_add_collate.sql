-- pair: a column with COLLATE NOCASE is added, with an index
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- rows
INSERT INTO t VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, nick TEXT COLLATE NOCASE);
CREATE INDEX t_nick ON t(nick);
-- keeps
SELECT id, a FROM t ORDER BY id;
