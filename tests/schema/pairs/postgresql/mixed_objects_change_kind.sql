-- pair: a function becomes a procedure, an enum a domain, a sequence a table, an index a constraint
-- before
CREATE FUNCTION run() RETURNS void LANGUAGE sql AS 'SELECT 1';
CREATE TYPE grade AS ENUM ('a', 'b');
CREATE SEQUENCE counter;
CREATE TABLE m (id integer NOT NULL, g grade);
CREATE UNIQUE INDEX m_id ON m (id);
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE PROCEDURE run() LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN grade AS text CHECK (VALUE IN ('a', 'b'));
CREATE TABLE counter (id integer PRIMARY KEY);
CREATE TABLE m (id integer NOT NULL, g text, CONSTRAINT m_id UNIQUE (id));
-- keeps
SELECT id, g::text FROM m ORDER BY 1;
