-- pair: a view that read another is read by it now
-- before
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE VIEW a AS SELECT id, n FROM t;
CREATE VIEW b AS SELECT id, n FROM a WHERE n > 0;
-- rows
INSERT INTO t VALUES (1, 1), (2, 2);
-- after
CREATE TABLE t (id integer PRIMARY KEY, n integer);
CREATE VIEW b AS SELECT id, n FROM t WHERE n > 0;
CREATE VIEW a AS SELECT id, n FROM b;
-- keeps
SELECT id, n FROM a ORDER BY 1;
SELECT id, n FROM b ORDER BY 1;
