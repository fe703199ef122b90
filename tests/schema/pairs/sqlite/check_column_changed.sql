-- pair: a column CHECK is widened
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('new', 'done')));
-- rows
INSERT INTO t VALUES (1, 'new'), (2, 'done'), (3, NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('new', 'open', 'done')));
-- keeps
SELECT id, state FROM t ORDER BY id;
