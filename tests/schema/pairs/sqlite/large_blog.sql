-- pair: a large mixed change of a blog with full text search
-- before
CREATE TABLE authors (id INTEGER PRIMARY KEY, handle TEXT, bio TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors(id), title TEXT, body TEXT, views TEXT);
CREATE TABLE tags (name TEXT PRIMARY KEY);
CREATE TABLE post_tags (post INTEGER REFERENCES posts(id) ON DELETE CASCADE, tag TEXT REFERENCES tags(name) ON DELETE CASCADE);
CREATE VIRTUAL TABLE posts_fts USING fts5(title, body, content='posts', content_rowid='id');
CREATE TRIGGER posts_ai AFTER INSERT ON posts BEGIN INSERT INTO posts_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE VIEW popular AS SELECT id, title FROM posts WHERE CAST(views AS INTEGER) > 10;
-- rows
INSERT INTO authors VALUES (1, 'ann', NULL), (2, 'bob', 'b');
INSERT INTO posts VALUES (3, 1, 'First', 'hello world', '20'), (8, 2, 'Second', 'good bye world', '5');
INSERT INTO tags VALUES ('x'), ('y');
INSERT INTO post_tags VALUES (3, 'x'), (3, 'y'), (8, 'y');
-- after
CREATE TABLE authors (id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE COLLATE NOCASE);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL DEFAULT 1 REFERENCES authors(id) ON DELETE CASCADE, title TEXT NOT NULL, slug TEXT AS (lower(replace(title, ' ', '-'))) STORED, body TEXT, views INTEGER NOT NULL DEFAULT 0);
CREATE TABLE tags (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE post_tags (post INTEGER REFERENCES posts(id) ON DELETE CASCADE, tag TEXT REFERENCES tags(name) ON DELETE CASCADE, PRIMARY KEY (post, tag)) WITHOUT ROWID;
CREATE VIRTUAL TABLE posts_fts USING fts5(title, body, content='posts', content_rowid='id');
CREATE UNIQUE INDEX posts_slug ON posts(slug);
CREATE TRIGGER posts_ai AFTER INSERT ON posts BEGIN INSERT INTO posts_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER posts_ad AFTER DELETE ON posts BEGIN INSERT INTO posts_fts (posts_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;
CREATE VIEW popular AS SELECT id, title, slug FROM posts WHERE views > 10;
-- keeps
SELECT id, handle FROM authors ORDER BY id;
SELECT id, author, title, body, CAST(views AS TEXT) FROM posts ORDER BY id;
SELECT name FROM tags ORDER BY name;
SELECT post, tag FROM post_tags ORDER BY post, tag;
SELECT rowid FROM posts_fts WHERE posts_fts MATCH 'world' ORDER BY rowid;
SELECT id, title FROM popular ORDER BY id;
