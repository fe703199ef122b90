-- pair: a table becomes a view of the same name over another table
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE active_users (id integer PRIMARY KEY, name text);
-- rows
INSERT INTO users VALUES (1, 'ann');
INSERT INTO active_users VALUES (1, 'ann');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE VIEW active_users AS SELECT id, name FROM users;
-- keeps
SELECT id, name FROM users ORDER BY 1;
