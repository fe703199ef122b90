-- pair: a not-null column with a default goes
-- before
CREATE TABLE users (id integer PRIMARY KEY, active boolean NOT NULL DEFAULT true, created timestamptz NOT NULL DEFAULT now());
-- rows
INSERT INTO users (id) VALUES (1), (2);
-- after
CREATE TABLE users (id integer PRIMARY KEY);
-- keeps
SELECT id FROM users ORDER BY 1;
