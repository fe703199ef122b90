-- pair: an rtree with rows stays while a column is dropped from the table next to it
-- before
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, note TEXT);
CREATE VIRTUAL TABLE places_box USING rtree(id, x0, x1, y0, y1);
-- rows
INSERT INTO places VALUES (1, 'home', 'n'), (2, 'work', NULL);
INSERT INTO places_box VALUES (1, 0, 1, 0, 1), (2, 10.5, 11.5, 20, 21);
-- after
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE places_box USING rtree(id, x0, x1, y0, y1);
-- keeps
SELECT id, name FROM places ORDER BY id;
SELECT id, x0, x1, y0, y1 FROM places_box ORDER BY id;
SELECT p.name FROM places p JOIN places_box b ON b.id = p.id WHERE b.x0 > 5 ORDER BY p.name;
