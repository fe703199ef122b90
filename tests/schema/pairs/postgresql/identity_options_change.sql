-- pair: increment, cache, maximum and cycle of an identity column change
-- before
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text);
-- rows
INSERT INTO a (n) VALUES ('x'), ('y');
-- after
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY 10 MAXVALUE 100000 CACHE 5 CYCLE) PRIMARY KEY, n text);
-- keeps
SELECT id, n FROM a ORDER BY 1;
