-- pair: an fts5 table is dropped with all its shadow tables
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(body);
-- rows
INSERT INTO docs VALUES (1, 'red fox'), (2, 'grey owl');
INSERT INTO search (rowid, body) SELECT id, body FROM docs;
-- after
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
-- keeps
SELECT id, body FROM docs ORDER BY id;
