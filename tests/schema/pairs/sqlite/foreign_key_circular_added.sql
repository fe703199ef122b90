-- pair: two tables that refer to each other are added
-- before
CREATE TABLE other (x TEXT);
-- rows
INSERT INTO other VALUES ('stay');
-- after
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b(id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a(id));
CREATE TABLE other (x TEXT);
-- keeps
SELECT x FROM other ORDER BY x;
