-- pair: a table with insert, update and delete triggers is rebuilt, they must not fire
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER t_ai AFTER INSERT ON t BEGIN INSERT INTO log (msg) VALUES ('i' || new.id); END;
CREATE TRIGGER t_au AFTER UPDATE ON t BEGIN INSERT INTO log (msg) VALUES ('u' || new.id); END;
CREATE TRIGGER t_ad AFTER DELETE ON t BEGIN INSERT INTO log (msg) VALUES ('d' || old.id); END;
-- rows
INSERT INTO t VALUES (1, 1), (2, 2);
DELETE FROM t WHERE id = 2;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER t_ai AFTER INSERT ON t BEGIN INSERT INTO log (msg) VALUES ('i' || new.id); END;
CREATE TRIGGER t_au AFTER UPDATE ON t BEGIN INSERT INTO log (msg) VALUES ('u' || new.id); END;
CREATE TRIGGER t_ad AFTER DELETE ON t BEGIN INSERT INTO log (msg) VALUES ('d' || old.id); END;
-- keeps
SELECT id, CAST(n AS TEXT) FROM t ORDER BY id;
SELECT id, msg FROM log ORDER BY id;
