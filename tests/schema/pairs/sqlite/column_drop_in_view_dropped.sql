-- pair: a column is dropped together with the view that selects it
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
CREATE VIEW v_fax AS SELECT fax FROM users WHERE fax IS NOT NULL;
-- rows
INSERT INTO users VALUES (1, 'Ann', '123'), (2, 'Bob', NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
-- keeps
SELECT id, name FROM users ORDER BY id;
