-- pair: what foreign keys do on delete and update changes
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p ON DELETE CASCADE, b integer DEFAULT 1 REFERENCES p, d integer REFERENCES p ON DELETE RESTRICT);
-- rows
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (5, 1, 2, 1);
-- after
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p ON DELETE SET NULL, b integer DEFAULT 1 REFERENCES p ON DELETE SET DEFAULT ON UPDATE CASCADE, d integer REFERENCES p);
-- keeps
SELECT id, a, b, d FROM c ORDER BY 1;
