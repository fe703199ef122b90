-- pair: replica identity from default to full, and from nothing to an index
-- before
CREATE TABLE a (id integer PRIMARY KEY, note text);
CREATE TABLE b (id integer NOT NULL, note text);
CREATE UNIQUE INDEX b_id_key ON b (id);
ALTER TABLE b REPLICA IDENTITY NOTHING;
-- rows
INSERT INTO a VALUES (1, 'x');
INSERT INTO b VALUES (2, 'y');
-- after
CREATE TABLE a (id integer PRIMARY KEY, note text);
ALTER TABLE a REPLICA IDENTITY FULL;
CREATE TABLE b (id integer NOT NULL, note text);
CREATE UNIQUE INDEX b_id_key ON b (id);
ALTER TABLE b REPLICA IDENTITY USING INDEX b_id_key;
-- keeps
SELECT id, note FROM a ORDER BY 1;
SELECT id, note FROM b ORDER BY 1;
