-- pair: a table whose names stand in single quotes is made anew
-- before
CREATE TABLE 'it' ('k' TEXT, 'v''s' TEXT);
-- rows
INSERT INTO it VALUES ('key1', 'val1'), ('key2', 'val2');
-- after
CREATE TABLE 'it' ('k' TEXT, 'v''s' TEXT, n INT NOT NULL DEFAULT (1 + 1));
-- keeps
SELECT k, "v's" FROM it ORDER BY k;
-- pair: a key in single quotes
-- before
CREATE TABLE t ('a' INTEGER PRIMARY KEY, 'b' TEXT);
-- rows
INSERT INTO t VALUES (7, 'seven'), (9, 'nine');
-- after
CREATE TABLE t ('a' INTEGER PRIMARY KEY, 'b' TEXT NOT NULL DEFAULT '');
-- keeps
SELECT * FROM t ORDER BY a;
-- pair: single quotes or none, the name is the same
-- before
CREATE TABLE t ('a' INTEGER PRIMARY KEY, 'b' TEXT);
-- rows
INSERT INTO t VALUES (7, 'seven');
-- after
CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, "c" INT);
-- keeps
SELECT a, b FROM t;
