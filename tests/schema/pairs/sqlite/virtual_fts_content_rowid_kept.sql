-- pair: the fts5 content table has no key of its own, so its rowids must be kept
-- before
CREATE TABLE msgs (body TEXT, sent INTEGER);
CREATE VIRTUAL TABLE msgs_fts USING fts5(body, content='msgs');
-- rows
INSERT INTO msgs (rowid, body, sent) VALUES (17, 'hello there', 1), (4, 'good bye', 2), (99, 'hello again', 3);
INSERT INTO msgs_fts (rowid, body) SELECT rowid, body FROM msgs;
-- after
CREATE TABLE msgs (sent TEXT, body TEXT);
CREATE VIRTUAL TABLE msgs_fts USING fts5(body, content='msgs');
-- keeps
SELECT rowid, body, CAST(sent AS TEXT) FROM msgs ORDER BY rowid;
SELECT rowid, body FROM msgs_fts WHERE msgs_fts MATCH 'hello' ORDER BY rowid;
