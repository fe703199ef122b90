-- pair: a function that a check, an index and a generated column use gets another argument name
-- before
CREATE FUNCTION norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE m (id integer PRIMARY KEY, name text, key text GENERATED ALWAYS AS (norm(name)) STORED, CONSTRAINT has_name CHECK (norm(name) <> ''));
CREATE INDEX m_norm ON m (norm(name));
-- rows
INSERT INTO m (id, name) VALUES (1, 'Ann'), (2, 'Bob');
-- after
CREATE FUNCTION norm(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE m (id integer PRIMARY KEY, name text, key text GENERATED ALWAYS AS (norm(name)) STORED, CONSTRAINT has_name CHECK (norm(name) <> ''));
CREATE INDEX m_norm ON m (norm(name));
-- keeps
SELECT id, name FROM m ORDER BY 1;
