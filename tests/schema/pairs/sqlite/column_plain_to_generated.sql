-- pair: a plain column becomes a generated one
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, qty INTEGER NOT NULL, total INTEGER);
-- rows
INSERT INTO t VALUES (1, 10, 2, 20), (2, 5, 5, 99);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, qty INTEGER NOT NULL, total INTEGER AS (price * qty));
-- keeps
SELECT id, price, qty FROM t ORDER BY id;
