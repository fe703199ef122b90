-- pair: a second table is added
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'Ann'), (5, 'Bob');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), title TEXT NOT NULL DEFAULT 'untitled');
CREATE INDEX posts_user ON posts(user_id);
-- keeps
SELECT id, name FROM users ORDER BY id;
