-- pair: an enum loses a value that is used by columns, an array, defaults, a domain, a view and a function
-- before
CREATE TYPE color AS ENUM ('red', 'green', 'blue');
CREATE DOMAIN paint AS color DEFAULT 'red';
CREATE TABLE a (id integer PRIMARY KEY, c color NOT NULL DEFAULT 'red', many color[] DEFAULT ARRAY['red', 'blue']::color[]);
CREATE TABLE b (id integer PRIMARY KEY, p paint, c color);
CREATE VIEW reds AS SELECT id, c FROM a WHERE c = 'red';
CREATE FUNCTION is_red(c color) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT c = 'red'$$;
-- rows
INSERT INTO a VALUES (1, 'red', '{red,blue}'), (2, 'blue', '{}');
INSERT INTO b VALUES (1, 'red', 'blue'), (2, NULL, NULL);
-- after
CREATE TYPE color AS ENUM ('red', 'blue');
CREATE DOMAIN paint AS color DEFAULT 'red';
CREATE TABLE a (id integer PRIMARY KEY, c color NOT NULL DEFAULT 'red', many color[] DEFAULT ARRAY['red', 'blue']::color[]);
CREATE TABLE b (id integer PRIMARY KEY, p paint, c color);
CREATE VIEW reds AS SELECT id, c FROM a WHERE c = 'red';
CREATE FUNCTION is_red(c color) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT c = 'red'$$;
-- keeps
SELECT id, c::text, many::text FROM a ORDER BY 1;
SELECT id, p::text, c::text FROM b ORDER BY 1;
SELECT id, c::text FROM reds ORDER BY 1;
