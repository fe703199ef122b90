-- pair: a column named in an index, a view, a trigger and a CHECK is renamed
-- options: --rename users.name:users.full_name
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''), n INTEGER DEFAULT 0);
CREATE INDEX users_name ON users(name);
CREATE VIEW v AS SELECT id, name AS label FROM users;
CREATE TRIGGER users_u AFTER UPDATE OF name ON users BEGIN UPDATE users SET n = n + 1 WHERE id = new.id; END;
-- rows
INSERT INTO users VALUES (1, 'Ann', 0), (2, 'Bob', 1);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT CHECK (full_name <> ''), n INTEGER DEFAULT 0);
CREATE INDEX users_name ON users(full_name);
CREATE VIEW v AS SELECT id, full_name AS label FROM users;
CREATE TRIGGER users_u AFTER UPDATE OF full_name ON users BEGIN UPDATE users SET n = n + 1 WHERE id = new.id; END;
-- keeps
SELECT id, n FROM users ORDER BY id;
