-- pair: one trigger goes, another comes
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 0);
CREATE TABLE log (msg TEXT);
CREATE TRIGGER t_ad AFTER DELETE ON t BEGIN INSERT INTO log VALUES ('deleted ' || old.id); END;
-- rows
INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
DELETE FROM t WHERE id = 3;
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 0);
CREATE TABLE log (msg TEXT);
CREATE TRIGGER t_bi BEFORE INSERT ON t WHEN new.n < 0 BEGIN SELECT RAISE(ABORT, 'negative; no'); END;
-- keeps
SELECT id, n FROM t ORDER BY id;
SELECT msg FROM log ORDER BY msg;
