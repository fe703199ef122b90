-- pair: nothing, a column was added by ALTER TABLE to a table with a table constraint
-- before
CREATE TABLE t (
  a INTEGER,
  b INTEGER,
  PRIMARY KEY (a, b)
);
ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'c';
-- rows
INSERT INTO t VALUES (1, 2, 'x'), (2, 3, NULL);
-- after
CREATE TABLE t (a INTEGER, b INTEGER, c TEXT DEFAULT 'c', PRIMARY KEY (a, b));
-- keeps
SELECT a, b, c FROM t ORDER BY a;
