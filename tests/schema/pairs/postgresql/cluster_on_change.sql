-- pair: the index to cluster on changes from a plain one to the primary key
-- before
CREATE TABLE log (id integer PRIMARY KEY, at timestamp NOT NULL);
CREATE INDEX log_at_idx ON log (at);
ALTER TABLE log CLUSTER ON log_at_idx;
-- rows
INSERT INTO log VALUES (1, '2024-02-01 10:00');
-- after
CREATE TABLE log (id integer PRIMARY KEY, at timestamp NOT NULL);
CREATE INDEX log_at_idx ON log (at);
ALTER TABLE log CLUSTER ON log_pkey;
-- keeps
SELECT id, at FROM log ORDER BY 1;
