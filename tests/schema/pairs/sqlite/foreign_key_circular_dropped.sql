-- pair: two tables that refer to each other are dropped
-- before
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b(id));
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a(id));
CREATE TABLE other (x TEXT);
-- rows
INSERT INTO a VALUES (1, NULL);
INSERT INTO b VALUES (1, 1);
UPDATE a SET b_id = 1;
INSERT INTO other VALUES ('stay');
-- after
CREATE TABLE other (x TEXT);
-- keeps
SELECT x FROM other ORDER BY x;
