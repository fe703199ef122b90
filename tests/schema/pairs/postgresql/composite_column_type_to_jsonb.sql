-- pair: a table's composite column goes with its type, a jsonb column comes
-- before
CREATE TYPE place AS (street text, zip text);
CREATE TABLE m (id integer PRIMARY KEY, home place);
-- rows
INSERT INTO m VALUES (1, ROW('a', '1'));
-- after
CREATE TABLE m (id integer PRIMARY KEY, home_json jsonb);
-- keeps
SELECT id FROM m ORDER BY 1;
