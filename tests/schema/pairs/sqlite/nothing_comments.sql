-- pair: nothing but comments inside the statements
-- before
CREATE TABLE t (
  id INTEGER PRIMARY KEY, -- the key; it's "quoted
  a TEXT /* free ( text */ NOT NULL,
  b INTEGER DEFAULT 5 -- last one
);
CREATE INDEX t_a ON t /* on */ (a);
-- rows
INSERT INTO t VALUES (1, 'p', 1), (5, 'q', NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER DEFAULT 5);
CREATE INDEX t_a ON t (a);
-- keeps
SELECT id, a, b FROM t ORDER BY id;
