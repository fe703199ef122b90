-- pair: nothing, a column was renamed and another dropped by ALTER TABLE
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, nm TEXT, junk TEXT, n INTEGER CHECK (n > 0));
CREATE INDEX t_name ON t(nm);
CREATE VIEW v AS SELECT id, nm FROM t;
ALTER TABLE t RENAME COLUMN nm TO name;
ALTER TABLE t DROP COLUMN junk;
-- rows
INSERT INTO t VALUES (1, 'Ann', 1), (2, 'Bob', 2);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n INTEGER CHECK (n > 0));
CREATE INDEX t_name ON t(name);
CREATE VIEW v AS SELECT id, name FROM t;
-- keeps
SELECT id, name, n FROM t ORDER BY id;
