-- pair: a column with an index of its own and one shared index is dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
CREATE INDEX users_fax ON users(fax);
CREATE INDEX users_name_fax ON users(name, fax);
CREATE INDEX users_name ON users(name);
-- rows
INSERT INTO users VALUES (1, 'Ann', '123'), (2, 'Bob', NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX users_name ON users(name);
-- keeps
SELECT id, name FROM users ORDER BY id;
