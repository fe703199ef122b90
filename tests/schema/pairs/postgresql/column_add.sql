-- pair: nullable columns appear
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
-- rows
INSERT INTO users (id, name) VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, email varchar(200), born date);
-- keeps
SELECT id, name FROM users ORDER BY 1;
