-- pair: VARCHAR(20) becomes VARCHAR(200)
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, x VARCHAR(20));
-- rows
INSERT INTO t VALUES (1, 'one', NULL), (2, 'two', 'q');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, x VARCHAR(20));
-- keeps
SELECT id, name, x FROM t ORDER BY id;
