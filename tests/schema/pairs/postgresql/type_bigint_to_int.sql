-- pair: a column shrinks from bigint to integer
-- before
CREATE TABLE m (id integer PRIMARY KEY, n bigint DEFAULT 5, k integer);
-- rows
INSERT INTO m VALUES (1, 100, 3), (2, NULL, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer DEFAULT 5, k smallint);
-- keeps
SELECT id, n::text, k::text FROM m ORDER BY 1;
