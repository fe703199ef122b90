-- pair: a parent gets a column and changes one, a child gets one of its own
-- before
CREATE TABLE p (id integer NOT NULL, n integer);
CREATE TABLE c (own text) INHERITS (p);
CREATE TABLE g () INHERITS (c);
-- rows
INSERT INTO p VALUES (1, 1);
INSERT INTO c (id, n, own) VALUES (2, 2, 'c');
INSERT INTO g (id, n, own) VALUES (3, 3, 'g');
-- after
CREATE TABLE p (id integer NOT NULL, n bigint DEFAULT 4, extra date);
CREATE TABLE c (own text NOT NULL, more integer) INHERITS (p);
CREATE TABLE g () INHERITS (c);
-- keeps
SELECT id, n::text FROM p ORDER BY 1;
SELECT id, own FROM c ORDER BY 1;
