-- pair: a plain column is dropped
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT, email TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann', '123', 'a@x'), (2, 'Bob', NULL, 'b@x');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
-- keeps
SELECT id, name, email FROM users ORDER BY id;
