-- pair: a table is marked to be clustered on an index
-- before
CREATE TABLE log (id integer PRIMARY KEY, at timestamp NOT NULL);
CREATE INDEX log_at_idx ON log (at);
-- rows
INSERT INTO log VALUES (1, '2024-02-01 10:00'), (2, '2024-01-01 10:00');
-- after
CREATE TABLE log (id integer PRIMARY KEY, at timestamp NOT NULL);
CREATE INDEX log_at_idx ON log (at);
ALTER TABLE log CLUSTER ON log_at_idx;
-- keeps
SELECT id, at FROM log ORDER BY 1;
