-- pair: a table that its owner makes read-only, for itself too
-- before
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- after
CREATE TABLE t (a int);
REVOKE INSERT, UPDATE, DELETE ON t FROM CURRENT_USER;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f() FROM PUBLIC, CURRENT_USER;
