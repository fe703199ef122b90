-- pair: a view loses its last column
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, a, b, length(a) AS len FROM m;
-- rows
INSERT INTO m VALUES (1, 'x', 'y');
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v AS SELECT id, a FROM m;
-- keeps
SELECT id, a FROM v ORDER BY 1;
