-- pair: a column is dropped and the trigger that named it changes
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER users_au AFTER UPDATE OF fax, name ON users WHEN old.fax IS NOT new.fax BEGIN
  INSERT INTO log (msg) VALUES (coalesce(old.fax, '-') || '>' || coalesce(new.fax, '-'));
END;
-- rows
INSERT INTO users VALUES (1, 'Ann', '123'), (2, 'Bob', NULL);
INSERT INTO log (msg) VALUES ('by hand');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, msg TEXT);
CREATE TRIGGER users_au AFTER UPDATE OF name ON users WHEN old.name IS NOT new.name BEGIN
  INSERT INTO log (msg) VALUES (coalesce(old.name, '-') || '>' || coalesce(new.name, '-'));
END;
-- keeps
SELECT id, name FROM users ORDER BY id;
SELECT id, msg FROM log ORDER BY id;
