-- pair: a foreign key that is not valid is validated
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer);
ALTER TABLE c ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES p NOT VALID;
-- rows
INSERT INTO p VALUES (1);
INSERT INTO c VALUES (5, 1);
-- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer);
ALTER TABLE c ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES p;
-- keeps
SELECT id, a FROM c ORDER BY 1;
