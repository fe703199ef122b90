-- pair: a column changes type under a materialized view and a view on that
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW sums AS SELECT n, count(*) AS c FROM m GROUP BY n;
CREATE INDEX sums_c ON sums (c);
CREATE VIEW top AS SELECT n FROM sums WHERE c > 0;
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
REFRESH MATERIALIZED VIEW sums;
-- after
CREATE TABLE m (id integer PRIMARY KEY, n numeric(10,0));
CREATE MATERIALIZED VIEW sums AS SELECT n, count(*) AS c FROM m GROUP BY n;
CREATE INDEX sums_c ON sums (c);
CREATE VIEW top AS SELECT n FROM sums WHERE c > 0;
-- keeps
SELECT n::text FROM top ORDER BY 1;
SELECT id, n::text FROM m ORDER BY 1;
