-- pair: a primary key becomes a unique constraint, foreign keys follow
-- before
CREATE TABLE p (id integer NOT NULL, ref integer NOT NULL, CONSTRAINT p_pkey PRIMARY KEY (id), CONSTRAINT p_ref_key UNIQUE (ref));
CREATE TABLE c (id integer PRIMARY KEY, p_ref integer, CONSTRAINT c_p_fkey FOREIGN KEY (p_ref) REFERENCES p (ref));
-- rows
INSERT INTO p VALUES (1, 100), (2, 200);
INSERT INTO c VALUES (5, 200);
-- after
CREATE TABLE p (id integer NOT NULL, ref integer NOT NULL, CONSTRAINT p_pkey PRIMARY KEY (ref), CONSTRAINT p_id_key UNIQUE (id));
CREATE TABLE c (id integer PRIMARY KEY, p_ref integer, CONSTRAINT c_p_fkey FOREIGN KEY (p_ref) REFERENCES p (ref));
-- keeps
SELECT id, ref FROM p ORDER BY 1;
SELECT id, p_ref FROM c ORDER BY 1;
