-- pair: a view changes, its INSTEAD OF triggers are the same and must come back
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a) VALUES (new.id, new.a); END;
CREATE TRIGGER v_id INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = old.id; END;
-- rows
INSERT INTO t VALUES (1, 'p', 'q'), (2, 'r', 's');
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a FROM t WHERE a IS NOT NULL;
CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a) VALUES (new.id, new.a); END;
CREATE TRIGGER v_id INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = old.id; END;
-- keeps
SELECT id, a, b FROM t ORDER BY id;
SELECT id, a FROM v ORDER BY id;
