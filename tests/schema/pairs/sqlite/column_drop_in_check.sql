-- pair: a column named in a table CHECK is dropped with the CHECK
-- before
CREATE TABLE spans (id INTEGER PRIMARY KEY, lo INTEGER, hi INTEGER, CHECK (lo <= hi));
-- rows
INSERT INTO spans VALUES (1, 1, 5), (2, 3, 3);
-- after
CREATE TABLE spans (id INTEGER PRIMARY KEY, lo INTEGER);
-- keeps
SELECT id, lo FROM spans ORDER BY id;
