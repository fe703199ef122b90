-- pair: a generated column appears before the one that it is made of
-- before
CREATE TABLE t (a INTEGER);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE t (a INTEGER, g INTEGER GENERATED ALWAYS AS (b + 1) VIRTUAL, b INTEGER NOT NULL DEFAULT 1);
-- keeps
SELECT a FROM t ORDER BY 1;
