-- pair: one of three functions of one name goes, one changes, one comes
-- before
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT a || b';
COMMENT ON FUNCTION f(text) IS 'one';
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT b || a';
CREATE FUNCTION f(VARIADIC a numeric[]) RETURNS numeric LANGUAGE sql AS 'SELECT a[1]';
COMMENT ON FUNCTION f(text, text) IS 'two';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
