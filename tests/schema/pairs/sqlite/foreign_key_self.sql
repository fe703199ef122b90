-- pair: a table that refers to itself with CASCADE is rebuilt
-- before
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id) ON DELETE CASCADE, label TEXT);
CREATE INDEX tree_parent ON tree(parent);
-- rows
INSERT INTO tree VALUES (1, NULL, 'root'), (2, 1, 'leaf'), (3, 2, 'twig');
-- after
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id) ON DELETE CASCADE, label TEXT NOT NULL DEFAULT '');
CREATE INDEX tree_parent ON tree(parent);
-- keeps
SELECT id, parent, label FROM tree ORDER BY id;
