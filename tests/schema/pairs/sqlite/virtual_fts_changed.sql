-- pair: an fts5 table gets one more column and another tokenizer
-- before
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE docs_fts USING fts5(body, content='docs', content_rowid='id');
-- rows
INSERT INTO docs VALUES (1, 'one', 'red fox'), (2, 'two', 'grey owl');
INSERT INTO docs_fts (docs_fts) VALUES ('rebuild');
-- after
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
-- keeps
SELECT id, title, body FROM docs ORDER BY id;
