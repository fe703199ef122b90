-- pair: an rtree with an auxiliary column is added and an fts5 table goes
-- before
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE names USING fts5(name);
-- rows
INSERT INTO places VALUES (1, 'home'), (2, 'work');
INSERT INTO names (rowid, name) VALUES (1, 'home');
-- after
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, +label TEXT);
-- keeps
SELECT id, name FROM places ORDER BY id;
