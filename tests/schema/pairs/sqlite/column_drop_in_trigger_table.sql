-- pair: a column is dropped from a table with a trigger that does not name it
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER users_ai AFTER INSERT ON users BEGIN
  INSERT INTO log (msg) VALUES ('new ' || new.name);
END;
-- rows
INSERT INTO users VALUES (1, 'Ann', '123'), (2, 'Bob', NULL);
INSERT INTO log (msg) VALUES ('by hand');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER users_ai AFTER INSERT ON users BEGIN
  INSERT INTO log (msg) VALUES ('new ' || new.name);
END;
-- keeps
SELECT id, name FROM users ORDER BY id;
SELECT id, msg FROM log ORDER BY id;
