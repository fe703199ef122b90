-- pair: a column that refers to a table whose name holds keywords is added in place
-- before
CREATE TABLE "a not null unique" (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INT);
-- rows
INSERT INTO t VALUES (1);
-- after
CREATE TABLE "a not null unique" (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INT, x INT REFERENCES "a not null unique" (id));
-- keeps
SELECT a FROM t;
