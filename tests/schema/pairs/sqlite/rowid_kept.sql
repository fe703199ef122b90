-- pair: a table with explicit rowids and gaps is rebuilt, the rowids stay
-- before
CREATE TABLE notes (body TEXT, n INTEGER);
-- rows
INSERT INTO notes (rowid, body, n) VALUES (100, 'a', 1), (7, 'b', 2), (-3, 'c', NULL), (9000000000, 'd', 4);
-- after
CREATE TABLE notes (body TEXT NOT NULL, n TEXT);
-- keeps
SELECT rowid, body, CAST(n AS TEXT) FROM notes ORDER BY rowid;
