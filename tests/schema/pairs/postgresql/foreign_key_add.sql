-- pair: a foreign key appears between two tables
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p_id integer);
-- rows
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (5, 1), (6, NULL);
-- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p_id integer REFERENCES p (id) ON UPDATE CASCADE ON DELETE SET NULL);
-- keeps
SELECT id FROM p ORDER BY 1;
SELECT id, p_id FROM c ORDER BY 1;
