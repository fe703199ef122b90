-- pair: an identity column and its sequence turn from integer to bigint
-- before
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text);
-- rows
INSERT INTO a (n) VALUES ('x'), ('y');
-- after
CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n text);
-- keeps
SELECT id::text, n FROM a ORDER BY 1;
