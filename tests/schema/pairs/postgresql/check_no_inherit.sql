-- pair: a check is no longer inherited by the child
-- before
CREATE TABLE p (id integer, n integer, CONSTRAINT n_positive CHECK (n > 0));
CREATE TABLE c (extra text) INHERITS (p);
-- rows
INSERT INTO p VALUES (1, 1);
INSERT INTO c VALUES (2, 2, 'x');
-- after
CREATE TABLE p (id integer, n integer, CONSTRAINT n_positive CHECK (n > 0) NO INHERIT);
CREATE TABLE c (extra text) INHERITS (p);
-- keeps
SELECT id, n FROM p ORDER BY 1;
SELECT id, n, extra FROM c ORDER BY 1;
