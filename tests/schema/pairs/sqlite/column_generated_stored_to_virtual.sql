-- pair: a generated column goes from STORED to VIRTUAL
-- before
CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER GENERATED ALWAYS AS (a + b) STORED, d TEXT);
-- rows
INSERT INTO t (a, b, d) VALUES (1, 2, 'p'), (3, 4, 'q');
-- after
CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER GENERATED ALWAYS AS (a + b) VIRTUAL, d TEXT);
-- keeps
SELECT a, b, c, d FROM t ORDER BY a;
