-- pair: foreign keys become deferrable, initially deferred, and the other way
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p, b integer REFERENCES p DEFERRABLE INITIALLY DEFERRED);
-- rows
INSERT INTO p VALUES (1);
INSERT INTO c VALUES (5, 1, 1);
-- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p DEFERRABLE INITIALLY DEFERRED, b integer REFERENCES p DEFERRABLE);
-- keeps
SELECT id, a, b FROM c ORDER BY 1;
