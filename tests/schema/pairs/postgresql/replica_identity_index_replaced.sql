-- pair: the index that is the replica identity changes its columns
-- before
CREATE TABLE a (id integer NOT NULL, part integer NOT NULL);
CREATE UNIQUE INDEX a_ident ON a (id);
ALTER TABLE a REPLICA IDENTITY USING INDEX a_ident;
-- rows
INSERT INTO a VALUES (1, 1), (2, 1);
-- after
CREATE TABLE a (id integer NOT NULL, part integer NOT NULL);
CREATE UNIQUE INDEX a_ident ON a (id, part);
ALTER TABLE a REPLICA IDENTITY USING INDEX a_ident;
-- keeps
SELECT id, part FROM a ORDER BY 1;
