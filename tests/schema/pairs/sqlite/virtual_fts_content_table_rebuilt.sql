-- pair: the content table of an fts5 index is rebuilt, its triggers and the index stay
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT, n INTEGER);
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', content_rowid='id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO docs_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN
  INSERT INTO docs_fts (docs_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
-- rows
INSERT INTO docs VALUES (1, 'one', 'red fox', 1), (2, 'two', 'grey owl', 2), (30, 'three', 'red owl', 3);
DELETE FROM docs WHERE id = 2;
-- after
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', body TEXT, n TEXT);
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', content_rowid='id');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN
  INSERT INTO docs_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN
  INSERT INTO docs_fts (docs_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
-- keeps
SELECT id, title, body, CAST(n AS TEXT) FROM docs ORDER BY id;
SELECT rowid FROM docs_fts WHERE docs_fts MATCH 'red' ORDER BY rowid;
SELECT rowid, title FROM docs_fts ORDER BY rowid;
