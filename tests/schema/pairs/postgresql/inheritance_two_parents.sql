-- pair: a child of one parent gets a second parent and a default of its own
-- before
CREATE TABLE p (id integer NOT NULL);
CREATE TABLE q (n text);
CREATE TABLE c (n text) INHERITS (p);
-- rows
INSERT INTO p VALUES (1);
INSERT INTO q VALUES ('q');
INSERT INTO c (id, n) VALUES (2, 'c');
-- after
CREATE TABLE p (id integer NOT NULL);
CREATE TABLE q (n text);
CREATE TABLE c (n text DEFAULT 'own') INHERITS (p, q);
-- keeps
SELECT id, n FROM c ORDER BY 1;
SELECT id FROM p ORDER BY 1;
