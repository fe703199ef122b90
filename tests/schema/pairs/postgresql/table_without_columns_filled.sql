-- pair: a table without any column gets its first ones
-- before
CREATE TABLE bare ();
CREATE TABLE other (id integer);
-- rows
INSERT INTO bare DEFAULT VALUES;
INSERT INTO other VALUES (1);
-- after
CREATE TABLE bare (id integer, note text);
CREATE TABLE other (id integer);
-- keeps
SELECT id FROM other ORDER BY 1;
SELECT count(*) FROM bare ORDER BY 1;
