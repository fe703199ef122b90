-- pair: a not-null column with a default appears
-- before
CREATE TABLE users (id integer PRIMARY KEY);
-- rows
INSERT INTO users (id) VALUES (1), (2);
-- after
CREATE TABLE users (id integer PRIMARY KEY, active boolean NOT NULL DEFAULT true, created timestamptz NOT NULL DEFAULT now());
-- keeps
SELECT id FROM users ORDER BY 1;
