-- pair: a column in the middle goes, with its index and its check
-- before
CREATE TABLE users (id integer PRIMARY KEY, age integer, name text, CONSTRAINT users_age_check CHECK (age >= 0));
CREATE INDEX users_age_idx ON users (age);
-- rows
INSERT INTO users VALUES (1, 30, 'ann'), (2, 40, 'bob');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
-- keeps
SELECT id, name FROM users ORDER BY 1;
