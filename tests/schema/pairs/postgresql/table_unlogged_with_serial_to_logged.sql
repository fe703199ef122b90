-- pair: an unlogged table with its sequence becomes logged
-- before
CREATE UNLOGGED TABLE jobs (id serial PRIMARY KEY, body text);
-- rows
INSERT INTO jobs (body) VALUES ('x'), ('y');
-- after
CREATE TABLE jobs (id serial PRIMARY KEY, body text);
-- keeps
SELECT id, body FROM jobs ORDER BY 1;
