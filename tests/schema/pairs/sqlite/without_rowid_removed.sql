-- pair: a WITHOUT ROWID table becomes an ordinary one
-- before
CREATE TABLE kv (a INTEGER NOT NULL, b TEXT NOT NULL, v REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
-- rows
INSERT INTO kv VALUES (2, 'b', 1.5), (1, 'a', NULL), (1, 'b', -2.25);
-- after
CREATE TABLE kv (a INTEGER NOT NULL, b TEXT NOT NULL, v REAL, PRIMARY KEY (a, b));
-- keeps
SELECT a, b, v FROM kv ORDER BY a, b;
