-- pair: nothing, the columns of before were added by ALTER TABLE
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY);
ALTER TABLE t ADD COLUMN a TEXT;
ALTER TABLE t ADD b INTEGER NOT NULL DEFAULT 7;
-- rows
INSERT INTO t VALUES (1, 'x', 1), (2, NULL, 2);
-- after
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT,
  b INTEGER NOT NULL DEFAULT 7
);
-- keeps
SELECT id, a, b FROM t ORDER BY id;
