-- pair: a column with a REFERENCES clause is dropped
-- before
CREATE TABLE p (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p(id), w TEXT);
-- rows
INSERT INTO p VALUES (1, 'a');
INSERT INTO c VALUES (1, 1, 'x'), (2, NULL, 'y');
-- after
CREATE TABLE p (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, w TEXT);
-- keeps
SELECT id, v FROM p ORDER BY id;
SELECT id, w FROM c ORDER BY id;
