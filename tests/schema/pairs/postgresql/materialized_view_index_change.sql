-- pair: only the indexes of a materialized view change
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big AS SELECT id, n FROM m;
CREATE INDEX big_n ON big (n);
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
REFRESH MATERIALIZED VIEW big;
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big AS SELECT id, n FROM m;
CREATE UNIQUE INDEX big_n ON big (n, id);
ALTER MATERIALIZED VIEW big CLUSTER ON big_n;
-- keeps
SELECT id, n FROM big ORDER BY 1;
