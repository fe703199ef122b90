-- pair: a REFERENCES column with a default that is not NULL is added
-- before
CREATE TABLE kinds (id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO kinds VALUES (1, 'a');
INSERT INTO things VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE kinds (id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, kind_id INTEGER NOT NULL DEFAULT 1 REFERENCES kinds(id));
-- keeps
SELECT id, name FROM things ORDER BY id;
SELECT id, label FROM kinds ORDER BY id;
