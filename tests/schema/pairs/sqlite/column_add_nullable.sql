-- pair: a nullable column is added at the end
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, 'Ann'), (2, NULL), (9, '');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
-- keeps
SELECT id, name, name IS NULL FROM users ORDER BY id;
