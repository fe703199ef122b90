-- pair: functions in sql and plpgsql appear
-- before
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT a + b';
CREATE FUNCTION hello(name text) RETURNS text LANGUAGE plpgsql STABLE AS $body$
DECLARE
    greeting text := 'it''s; $$';
BEGIN
    -- a comment; with a semicolon
    RETURN greeting || name;
END
$body$;
-- keeps
SELECT id FROM m ORDER BY 1;
