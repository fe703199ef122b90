-- pair: a materialized view with an index goes
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big AS SELECT id, n FROM m WHERE n > 6;
CREATE UNIQUE INDEX big_id ON big (id);
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
-- keeps
SELECT id, n FROM m ORDER BY 1;
