-- pair: a column type goes from TEXT to REAL
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, price TEXT);
-- rows
INSERT INTO t VALUES (1, '1.5'), (2, NULL), (3, '20.25');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, price REAL);
-- keeps
SELECT id, CAST(price AS TEXT) FROM t ORDER BY id;
