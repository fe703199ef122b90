-- pair: a composite foreign key is removed
-- before
CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CONSTRAINT c_p FOREIGN KEY (a, b) REFERENCES p(a, b));
-- rows
INSERT INTO p VALUES (1, 1), (1, 2);
INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 1, NULL);
-- after
CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);
-- keeps
SELECT a, b FROM p ORDER BY a, b;
SELECT id, a, b FROM c ORDER BY id;
