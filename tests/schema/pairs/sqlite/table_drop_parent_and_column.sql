-- pair: a parent table and the column that refers to it are dropped
-- before
CREATE TABLE teams (id INTEGER PRIMARY KEY, label TEXT);
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, team_id INTEGER REFERENCES teams(id));
-- rows
INSERT INTO teams VALUES (1, 'red');
INSERT INTO people VALUES (1, 'Ann', 1), (2, 'Bob', NULL);
-- after
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
-- keeps
SELECT id, name FROM people ORDER BY id;
