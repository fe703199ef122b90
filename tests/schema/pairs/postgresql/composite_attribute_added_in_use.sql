-- pair: a composite type that a table's column and an array use gets an attribute
-- before
CREATE TYPE place AS (street text, zip text);
CREATE TABLE m (id integer PRIMARY KEY, home place, others place[]);
-- rows
INSERT INTO m VALUES (1, ROW('a', '1'), ARRAY[ROW('b', '2')::place]);
-- after
CREATE TYPE place AS (street text, zip text, country text);
CREATE TABLE m (id integer PRIMARY KEY, home place, others place[]);
-- keeps
SELECT id, (home).street, (home).zip, (others[1]).zip FROM m ORDER BY 1;
