-- pair: a table becomes the child of another
-- before
CREATE TABLE p (id integer NOT NULL, n text);
CREATE TABLE c (id integer NOT NULL, n text, own integer);
-- rows
INSERT INTO p VALUES (1, 'x');
INSERT INTO c VALUES (2, 'y', 3);
-- after
CREATE TABLE p (id integer NOT NULL, n text);
CREATE TABLE c (id integer NOT NULL, n text, own integer) INHERITS (p);
-- keeps
SELECT id, n FROM ONLY p ORDER BY 1;
SELECT id, n, own FROM c ORDER BY 1;
