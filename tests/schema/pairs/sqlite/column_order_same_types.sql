-- pair: two columns of the same type change places
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, left_part TEXT, right_part TEXT);
CREATE VIEW v AS SELECT * FROM t;
-- rows
INSERT INTO t VALUES (1, 'L1', 'R1'), (2, 'L2', 'R2');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, right_part TEXT, left_part TEXT);
CREATE VIEW v AS SELECT * FROM t;
-- keeps
SELECT id, left_part, right_part FROM t ORDER BY id;
SELECT id, left_part, right_part FROM v ORDER BY id;
