-- pair: nothing but the quotes around names
-- before
CREATE TABLE "users" ("id" INTEGER PRIMARY KEY, [name] TEXT, `mail` TEXT UNIQUE);
CREATE INDEX "users_name" ON "users" ("name");
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));
-- rows
INSERT INTO users VALUES (1, 'Ann', 'a@x'), (2, 'Bob', NULL);
INSERT INTO posts VALUES (1, 2);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT UNIQUE);
CREATE INDEX users_name ON users (name);
CREATE TABLE [posts] (`id` INTEGER PRIMARY KEY, "user_id" INTEGER REFERENCES "users"("id"));
-- keeps
SELECT id, name, mail FROM users ORDER BY id;
SELECT id, user_id FROM posts ORDER BY id;
