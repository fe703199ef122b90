-- pair: all CHECKs are removed
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY CHECK (id > 0), n INTEGER CONSTRAINT pos CHECK (n > 0), CHECK (n < 1000));
-- rows
INSERT INTO t VALUES (1, 10), (2, 999);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
-- keeps
SELECT id, n FROM t ORDER BY id;
