-- pair: a function appears with the check, default, index and view that use it
-- before
CREATE TABLE m (id integer PRIMARY KEY, name text);
-- rows
INSERT INTO m (id, name) VALUES (1, 'Ann'), (2, 'Bob');
-- after
CREATE FUNCTION norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE m (id integer PRIMARY KEY, name text DEFAULT norm('NN'), CONSTRAINT has_name CHECK (norm(name) <> ''));
CREATE INDEX m_norm ON m (norm(name));
CREATE VIEW v AS SELECT id, norm(name) AS key FROM m;
-- keeps
SELECT id, name FROM m ORDER BY 1;
