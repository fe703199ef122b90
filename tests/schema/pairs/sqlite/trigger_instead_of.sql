-- pair: an INSTEAD OF trigger changes together with its view
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a) VALUES (new.id, new.a); END;
-- rows
INSERT INTO t VALUES (1, 'p', 'q');
INSERT INTO v VALUES (2, 'r');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a, b) VALUES (new.id, new.a, new.b); END;
-- keeps
SELECT id, a, b FROM t ORDER BY id;
SELECT id, a FROM v ORDER BY id;
