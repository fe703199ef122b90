-- pair: a NOT NULL column without a default is added to a table without rows
-- before
CREATE TABLE empty_one (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE full_one (id INTEGER PRIMARY KEY, name TEXT);
-- rows
INSERT INTO full_one VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE empty_one (id INTEGER PRIMARY KEY, name TEXT, code TEXT NOT NULL);
CREATE TABLE full_one (id INTEGER PRIMARY KEY, name TEXT);
-- keeps
SELECT id, name FROM full_one ORDER BY id;
SELECT id, name FROM empty_one ORDER BY id;
