-- pair: five columns are added at once
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY);
-- rows
INSERT INTO t VALUES (1), (2), (77);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b INT, c VARCHAR(20) DEFAULT NULL, d DECIMAL(10, 2) NOT NULL DEFAULT 0.00, e BLOB DEFAULT x'CAFE');
-- keeps
SELECT id FROM t ORDER BY id;
