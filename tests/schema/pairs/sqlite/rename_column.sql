-- pair: a column is renamed
-- options: --rename users.name:users.full_name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann', 'a@x'), (2, 'Bob', NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT, email TEXT);
-- keeps
SELECT id, email FROM users ORDER BY id;
