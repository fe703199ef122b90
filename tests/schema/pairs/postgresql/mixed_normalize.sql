-- pair: a column moves to a table of its own, the view over it keeps its name
-- before
CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL, city text);
CREATE VIEW addresses AS SELECT id, name, city FROM people;
CREATE INDEX people_city ON people (city);
-- rows
INSERT INTO people VALUES (1, 'ann', 'Bonn'), (2, 'bob', NULL);
-- after
CREATE TABLE cities (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL, city_id integer REFERENCES cities);
CREATE VIEW addresses AS SELECT p.id, p.name, c.name AS city FROM people p LEFT JOIN cities c ON c.id = p.city_id;
CREATE INDEX people_city ON people (city_id);
-- keeps
SELECT id, name FROM addresses ORDER BY 1;
