-- pair: a foreign key points to another table
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE q (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, ref_id integer, CONSTRAINT c_ref_fkey FOREIGN KEY (ref_id) REFERENCES p);
-- rows
INSERT INTO p VALUES (1);
INSERT INTO q VALUES (1);
INSERT INTO c VALUES (5, 1);
-- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE q (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, ref_id integer, CONSTRAINT c_ref_fkey FOREIGN KEY (ref_id) REFERENCES q);
-- keeps
SELECT id, ref_id FROM c ORDER BY 1;
