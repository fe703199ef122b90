-- pair: columns of an enum, a domain and a composite type appear with their types
-- before
CREATE TABLE posts (id integer PRIMARY KEY);
-- rows
INSERT INTO posts (id) VALUES (1);
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN short_text AS text CHECK (length(VALUE) < 20);
CREATE TYPE place AS (street text, zip short_text);
CREATE TABLE posts (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', title short_text, p place, past mood[]);
-- keeps
SELECT id FROM posts ORDER BY 1;
