-- pair: a table that is called as the new one would be
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a INT);
CREATE TABLE _new_t (x INT);
CREATE VIEW __new_t AS SELECT x FROM _new_t;
-- rows
INSERT INTO t VALUES (1, 2);
INSERT INTO _new_t VALUES (3);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE _new_t (x INT);
CREATE VIEW __new_t AS SELECT x FROM _new_t;
-- keeps
SELECT x FROM _new_t;
