-- pair: a function that a default uses changes its return type and body
-- before
CREATE FUNCTION make_code() RETURNS varchar LANGUAGE sql VOLATILE AS $$SELECT 'c1'$$;
CREATE TABLE m (id integer PRIMARY KEY, code text DEFAULT make_code());
-- rows
INSERT INTO m (id) VALUES (1), (2);
-- after
CREATE FUNCTION make_code() RETURNS text LANGUAGE sql VOLATILE AS $$SELECT 'c2'$$;
CREATE TABLE m (id integer PRIMARY KEY, code text DEFAULT make_code());
-- keeps
SELECT id, code FROM m ORDER BY 1;
