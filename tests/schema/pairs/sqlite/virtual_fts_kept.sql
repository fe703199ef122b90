-- pair: an fts5 table with rows stays while another table is rebuilt
-- before
CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize = 'porter ascii');
CREATE TABLE other (id INTEGER PRIMARY KEY, n INTEGER);
-- rows
INSERT INTO search (rowid, title, body) VALUES (5, 'one', 'red foxes'), (9, 'two', 'grey owls');
INSERT INTO other VALUES (1, 1);
-- after
CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize = 'porter ascii');
CREATE TABLE other (id INTEGER PRIMARY KEY, n TEXT);
-- keeps
SELECT rowid, title, body FROM search ORDER BY rowid;
SELECT rowid FROM search WHERE search MATCH 'fox OR owl' ORDER BY rowid;
SELECT id, CAST(n AS TEXT) FROM other ORDER BY id;
