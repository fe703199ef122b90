-- pair: procedures are added, changed and turned into a function
-- before
CREATE TABLE m (id integer PRIMARY KEY);
CREATE PROCEDURE clear_all() LANGUAGE sql AS 'DELETE FROM m';
CREATE PROCEDURE step(INOUT n integer) LANGUAGE plpgsql AS 'BEGIN n := n + 1; END';
CREATE PROCEDURE turn() LANGUAGE sql AS 'SELECT 1';
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
CREATE PROCEDURE clear_all() LANGUAGE sql AS 'DELETE FROM m WHERE id > 0';
CREATE PROCEDURE step(INOUT n integer, by integer DEFAULT 1) LANGUAGE plpgsql AS 'BEGIN n := n + by; END';
CREATE FUNCTION turn() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE atomic_add(n integer) LANGUAGE sql BEGIN ATOMIC INSERT INTO m VALUES (n); INSERT INTO m VALUES (n + 1); END;
-- keeps
SELECT id FROM m ORDER BY 1;
