-- pair: the column list of an UPDATE OF trigger changes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER DEFAULT 0);
CREATE TRIGGER t_u AFTER UPDATE OF a ON t BEGIN UPDATE t SET n = n + 1 WHERE id = new.id; END;
-- rows
INSERT INTO t (id, a, b) VALUES (1, 'x', 'y'), (2, 'z', NULL);
UPDATE t SET a = 'xx' WHERE id = 1;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER DEFAULT 0);
CREATE TRIGGER t_u AFTER UPDATE OF a, b ON t BEGIN UPDATE t SET n = n + 1 WHERE id = new.id; END;
-- keeps
SELECT id, a, b, n FROM t ORDER BY id;
