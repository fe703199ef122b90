-- pair: the WHERE of a partial index changes
-- before
CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT, done INTEGER);
CREATE UNIQUE INDEX jobs_open ON jobs(name) WHERE done = 0;
-- rows
INSERT INTO jobs VALUES (1, 'wash', 0), (2, 'wash', 1), (3, 'dry', 1);
-- after
CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT, done INTEGER);
CREATE UNIQUE INDEX jobs_open ON jobs(name) WHERE done = 0 AND name <> 'x y';
-- keeps
SELECT id, name, done FROM jobs ORDER BY id;
