-- pair: an empty schema with a comment appears
-- before
CREATE TABLE users (id integer PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1);
-- after
CREATE TABLE users (id integer PRIMARY KEY);
CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'what happened, by whom';
-- keeps
SELECT id FROM users ORDER BY 1;
