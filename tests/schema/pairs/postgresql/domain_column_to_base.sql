-- pair: a column of a domain becomes one of its base type, the domain goes
-- before
CREATE DOMAIN age AS integer CHECK (VALUE BETWEEN 0 AND 150);
CREATE TABLE m (id integer PRIMARY KEY, a age);
-- rows
INSERT INTO m VALUES (1, 30), (2, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a integer);
-- keeps
SELECT id, a::text FROM m ORDER BY 1;
