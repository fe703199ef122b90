-- pair: a nullable column with REFERENCES is added
-- before
CREATE TABLE kinds (id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO kinds VALUES (1, 'a');
INSERT INTO things VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE kinds (id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, kind_id INTEGER REFERENCES kinds(id) ON DELETE SET NULL);
-- keeps
SELECT id, name FROM things ORDER BY id;
SELECT id, label FROM kinds ORDER BY id;
