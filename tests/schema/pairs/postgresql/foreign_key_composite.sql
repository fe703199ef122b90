-- pair: a composite foreign key appears with the unique constraint that it needs
-- before
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, n text);
CREATE TABLE c (id integer PRIMARY KEY, pa integer, pb integer);
-- rows
INSERT INTO p VALUES (1, 1, 'x'), (1, 2, 'y');
INSERT INTO c VALUES (5, 1, 2), (6, NULL, NULL);
-- after
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, n text, CONSTRAINT p_ab UNIQUE (a, b));
CREATE TABLE c (id integer PRIMARY KEY, pa integer, pb integer, CONSTRAINT c_p FOREIGN KEY (pa, pb) REFERENCES p (a, b) MATCH FULL ON DELETE SET NULL (pa, pb));
-- keeps
SELECT a, b, n FROM p ORDER BY 1, 2;
SELECT id, pa, pb FROM c ORDER BY 1;
