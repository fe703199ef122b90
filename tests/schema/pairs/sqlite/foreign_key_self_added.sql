-- pair: a self reference is added, with the parent row after the child row
-- before
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER, label TEXT);
-- rows
INSERT INTO tree VALUES (1, 3, 'leaf'), (2, 3, 'leaf'), (3, NULL, 'root');
-- after
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id) ON UPDATE CASCADE, label TEXT);
-- keeps
SELECT id, parent, label FROM tree ORDER BY id;
