-- pair: an fts5 table is added
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
-- rows
INSERT INTO docs VALUES (1, 'one', 'red fox'), (2, 'two', 'grey owl');
-- after
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(title, body);
-- keeps
SELECT id, title, body FROM docs ORDER BY id;
