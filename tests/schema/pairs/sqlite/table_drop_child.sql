-- pair: the referencing table of a foreign key is dropped, the parent stays
-- before
CREATE TABLE parent (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, pid INTEGER REFERENCES parent(id) ON DELETE CASCADE);
-- rows
INSERT INTO parent VALUES (1, 'a'), (2, 'b');
INSERT INTO child VALUES (10, 1), (11, 2);
-- after
CREATE TABLE parent (id INTEGER PRIMARY KEY, v TEXT);
-- keeps
SELECT id, v FROM parent ORDER BY id;
