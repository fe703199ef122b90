-- pair: a table name differs only in upper and lower case
-- before
CREATE TABLE Users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES Users(id));
-- rows
INSERT INTO Users VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO posts VALUES (1, 1), (2, 2);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));
-- keeps
SELECT id, name FROM users ORDER BY id;
SELECT id, user_id FROM posts ORDER BY id;
