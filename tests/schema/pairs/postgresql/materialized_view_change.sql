-- pair: a materialized view with indexes and a comment changes its query
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big AS SELECT id, n FROM m WHERE n > 6;
CREATE UNIQUE INDEX big_id ON big (id);
CREATE INDEX big_n ON big (n DESC);
COMMENT ON MATERIALIZED VIEW big IS 'the big ones';
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
REFRESH MATERIALIZED VIEW big;
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big WITH (fillfactor = 80) AS SELECT id, n, n * 2 AS twice FROM m WHERE n > 7;
CREATE UNIQUE INDEX big_id ON big (id);
CREATE INDEX big_n ON big (n DESC);
COMMENT ON MATERIALIZED VIEW big IS 'the big ones';
-- keeps
SELECT id, n FROM big ORDER BY 1;
