-- pair: a view's columns change order, name and type, another view reads it
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, n integer);
CREATE VIEW v AS SELECT id, a, n FROM m;
CREATE VIEW w AS SELECT id, n FROM v WHERE n > 1;
-- rows
INSERT INTO m VALUES (1, 'x', 5), (2, 'y', 1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, n integer);
CREATE VIEW v AS SELECT n::bigint AS n, upper(a) AS name, id FROM m;
CREATE VIEW w AS SELECT id, n FROM v WHERE n > 1;
-- keeps
SELECT id, n::text FROM w ORDER BY 1;
