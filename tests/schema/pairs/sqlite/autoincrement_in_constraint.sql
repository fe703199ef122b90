-- pair: the counter of an AUTOINCREMENT that is a constraint of the table is kept
-- before
CREATE TABLE t (id INTEGER, p INT, PRIMARY KEY (id AUTOINCREMENT));
-- rows
INSERT INTO t VALUES (41, 1);
DELETE FROM t;
-- after
CREATE TABLE t (id INTEGER, p BIGINT, PRIMARY KEY (id AUTOINCREMENT));
-- keeps
SELECT * FROM sqlite_sequence;
