-- pair: a not-null column without default goes from an empty table
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE other (id integer PRIMARY KEY);
-- rows
INSERT INTO other VALUES (7);
-- after
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE other (id integer PRIMARY KEY);
-- keeps
SELECT id FROM other ORDER BY 1;
