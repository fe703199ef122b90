-- pair: added columns that name each other, in any order
-- before
CREATE TABLE t (a INT);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (a INT, g2 INT AS (g1 + 1), g1 INT AS (a + 1), c INT CHECK (c IS NULL OR c < "d e"), "d e" INT);
-- keeps
SELECT a FROM t;
-- pair: added columns whose checks name each other
-- before
CREATE TABLE t (x INT);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (x INT, p INT CHECK (p < q), q INT CHECK (q > p));
-- keeps
SELECT x FROM t;
