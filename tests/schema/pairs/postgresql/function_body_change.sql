-- pair: only the body of a function changes
-- before
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION rate() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION rate() RETURNS integer LANGUAGE sql IMMUTABLE AS $x$SELECT 2 -- two$x$;
-- keeps
SELECT id FROM m ORDER BY 1;
