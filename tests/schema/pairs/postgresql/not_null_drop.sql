-- pair: a column becomes nullable
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text NOT NULL, b integer NOT NULL);
-- rows
INSERT INTO m VALUES (1, 'x', 5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
