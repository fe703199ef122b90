-- pair: a column gets a domain as its type
-- before
CREATE TABLE m (id integer PRIMARY KEY, a integer);
-- rows
INSERT INTO m VALUES (1, 30), (2, NULL);
-- after
CREATE DOMAIN age AS integer CHECK (VALUE BETWEEN 0 AND 150);
CREATE TABLE m (id integer PRIMARY KEY, a age);
-- keeps
SELECT id, a::text FROM m ORDER BY 1;
