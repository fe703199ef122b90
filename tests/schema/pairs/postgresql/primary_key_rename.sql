-- pair: the name of a primary key changes while a foreign key depends on it
-- before
CREATE TABLE p (id integer, CONSTRAINT p_pkey PRIMARY KEY (id));
CREATE TABLE c (id integer PRIMARY KEY, p_id integer REFERENCES p (id));
-- rows
INSERT INTO p VALUES (1);
INSERT INTO c VALUES (5, 1);
-- after
CREATE TABLE p (id integer, CONSTRAINT pk_p PRIMARY KEY (id));
CREATE TABLE c (id integer PRIMARY KEY, p_id integer REFERENCES p (id));
-- keeps
SELECT id FROM p ORDER BY 1;
SELECT id, p_id FROM c ORDER BY 1;
