-- pair: the PRIMARY KEY moves from the column to a named table constraint
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
-- rows
INSERT INTO t VALUES (10, 'a'), (20, 'b');
-- after
CREATE TABLE t (id INTEGER, v TEXT, CONSTRAINT t_pk PRIMARY KEY (id));
-- keeps
SELECT id, rowid, v FROM t ORDER BY id;
