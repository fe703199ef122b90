-- pair: a column that a view selects is dropped, the view is changed to match
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
CREATE VIEW v_users AS SELECT id, name, fax FROM users;
-- rows
INSERT INTO users VALUES (1, 'Ann', '123'), (2, 'Bob', NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW v_users AS SELECT id, name FROM users;
-- keeps
SELECT id, name FROM users ORDER BY id;
SELECT id, name FROM v_users ORDER BY id;
