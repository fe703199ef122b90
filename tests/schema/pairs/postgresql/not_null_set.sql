-- pair: a column becomes not null
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer);
-- rows
INSERT INTO m VALUES (1, 'x', 5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text NOT NULL, b integer NOT NULL);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
