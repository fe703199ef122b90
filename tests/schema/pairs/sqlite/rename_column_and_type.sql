-- pair: a column is renamed and changes its type at the same time
-- options: --rename t.zip:t.postcode
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, zip INTEGER, v TEXT);
-- rows
INSERT INTO t VALUES (1, 12345, 'a'), (2, NULL, 'b');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, postcode TEXT DEFAULT '', v TEXT);
-- keeps
SELECT id, v FROM t ORDER BY id;
