-- pair: the expression of a generated column changes, its index stays
-- before
CREATE TABLE people (id INTEGER PRIMARY KEY, first TEXT, last TEXT, full TEXT AS (first || ' ' || last) STORED);
CREATE INDEX people_full ON people(full);
-- rows
INSERT INTO people (id, first, last) VALUES (1, 'Ann', 'Lee'), (2, 'Bob', 'Ray');
-- after
CREATE TABLE people (id INTEGER PRIMARY KEY, first TEXT, last TEXT, full TEXT AS (last || ', ' || first) STORED);
CREATE INDEX people_full ON people(full);
-- keeps
SELECT id, first, last FROM people ORDER BY id;
