-- pair: a primary key and the foreign keys to it grow to bigint
-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES p ON DELETE CASCADE, CHECK (p_id > 0));
CREATE INDEX c_p_idx ON c (p_id);
-- rows
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (10, 1), (11, 2);
-- after
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY, p_id bigint NOT NULL REFERENCES p ON DELETE CASCADE, CHECK (p_id > 0));
CREATE INDEX c_p_idx ON c (p_id);
-- keeps
SELECT id::text FROM p ORDER BY 1;
SELECT id::text, p_id::text FROM c ORDER BY 1;
