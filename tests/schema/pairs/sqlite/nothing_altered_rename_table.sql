-- pair: nothing, the table was renamed by ALTER TABLE and its index and child with it
-- before
CREATE TABLE folk (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX people_name ON folk(name);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES folk(id));
CREATE TRIGGER pets_ai AFTER INSERT ON pets WHEN new.id < 0 BEGIN DELETE FROM folk WHERE id = new.id; END;
ALTER TABLE folk RENAME TO people;
-- rows
INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO pets VALUES (1, 1);
-- after
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX people_name ON people(name);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES people(id));
CREATE TRIGGER pets_ai AFTER INSERT ON pets WHEN new.id < 0 BEGIN DELETE FROM people WHERE id = new.id; END;
-- keeps
SELECT id, name FROM people ORDER BY id;
SELECT id, owner FROM pets ORDER BY id;
