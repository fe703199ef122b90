-- pair: a column used in the WHERE of a partial index is dropped
-- before
CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT, done INTEGER DEFAULT 0);
CREATE INDEX jobs_open ON jobs(name) WHERE done = 0;
-- rows
INSERT INTO jobs VALUES (1, 'wash', 0), (2, 'dry', 1);
-- after
CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX jobs_open ON jobs(name);
-- keeps
SELECT id, name FROM jobs ORDER BY id;
