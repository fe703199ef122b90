-- pair: a view becomes a materialized view of the same name
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE VIEW big AS SELECT id, n FROM m WHERE n > 6;
-- rows
INSERT INTO m VALUES (1, 5), (2, 9);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE MATERIALIZED VIEW big AS SELECT id, n FROM m WHERE n > 6;
-- keeps
SELECT id, n FROM big ORDER BY 1;
