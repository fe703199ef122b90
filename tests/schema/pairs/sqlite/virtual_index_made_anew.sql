-- pair: an index over the rows of a table is made anew, and finds them; triggers keep it up
-- before
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE fts USING fts5(body, content='note', content_rowid='id');
CREATE TRIGGER d AFTER DELETE ON note BEGIN INSERT INTO fts(fts, rowid, body) VALUES ('delete', old.id, old.body); END;
-- rows
INSERT INTO note VALUES (1, 'alpha'), (7, 'beta');
INSERT INTO fts (fts) VALUES ('rebuild');
-- after
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE fts USING fts5(body, content='note', content_rowid='id', tokenize='porter');
CREATE TRIGGER d AFTER DELETE ON note BEGIN INSERT INTO fts(fts, rowid, body) VALUES ('delete', old.id, old.body); END;
-- keeps
SELECT id, body FROM note;
SELECT rowid, body FROM fts WHERE fts MATCH 'beta';
