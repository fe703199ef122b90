-- pair: a column type goes from INTEGER to TEXT
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, zip INTEGER, s TEXT);
-- rows
INSERT INTO t VALUES (1, 12345, 'a'), (2, NULL, 'b'), (3, -7, 'c');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, zip TEXT, s TEXT);
-- keeps
SELECT id, CAST(zip AS TEXT), s FROM t ORDER BY id;
