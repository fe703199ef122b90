-- pair: a view becomes a table of the same name
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW active_users AS SELECT id, name FROM users;
-- rows
INSERT INTO users VALUES (1, 'ann');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE active_users (id integer PRIMARY KEY, name text);
-- keeps
SELECT id, name FROM users ORDER BY 1;
