-- pair: nothing but IF NOT EXISTS and the schema name main
-- before
CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, a TEXT);
CREATE INDEX IF NOT EXISTS t_a ON t(a);
CREATE VIEW IF NOT EXISTS v AS SELECT a FROM t;
-- rows
INSERT INTO t VALUES (1, 'p'), (5, 'q');
-- after
CREATE TABLE main.t (id INTEGER PRIMARY KEY, a TEXT);
CREATE INDEX main.t_a ON t(a);
CREATE VIEW v AS SELECT a FROM t;
-- keeps
SELECT id, a FROM t ORDER BY id;
