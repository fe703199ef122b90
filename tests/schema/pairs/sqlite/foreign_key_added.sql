-- pair: a foreign key is added to a column that is there already
-- before
CREATE TABLE p (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER);
CREATE INDEX c_p ON c(p_id);
-- rows
INSERT INTO p VALUES (1, 'a'), (2, 'b');
INSERT INTO c VALUES (1, 1), (2, 2), (3, NULL);
-- after
CREATE TABLE p (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p(id));
CREATE INDEX c_p ON c(p_id);
-- keeps
SELECT id, v FROM p ORDER BY id;
SELECT id, p_id FROM c ORDER BY id;
