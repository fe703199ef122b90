-- pair: a serial column and its sequence become bigserial
-- before
CREATE TABLE a (id serial PRIMARY KEY, n text);
-- rows
INSERT INTO a (n) VALUES ('x'), ('y');
-- after
CREATE TABLE a (id bigserial PRIMARY KEY, n text);
-- keeps
SELECT id::text, n FROM a ORDER BY 1;
