-- pair: a column grows from integer to bigint
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer DEFAULT 5, k smallint);
-- rows
INSERT INTO m VALUES (1, 100, 3), (2, NULL, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint DEFAULT 5, k integer);
-- keeps
SELECT id, n::text, k::text FROM m ORDER BY 1;
