-- pair: a table with an index and a trigger is dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT, n INTEGER DEFAULT 0);
CREATE INDEX log_msg ON log(msg);
CREATE TRIGGER log_ai AFTER INSERT ON log BEGIN
  UPDATE log SET n = n + 1 WHERE id = new.id;
END;
-- rows
INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO log (id, msg) VALUES (1, 'start'), (2, 'stop');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- keeps
SELECT id, name FROM users ORDER BY id;
