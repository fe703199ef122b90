-- pair: a long view with a CTE, a window and a lateral join changes its middle
-- before
CREATE TABLE sales (id integer PRIMARY KEY, region text, amount integer);
CREATE VIEW ranked AS WITH t AS (SELECT region, sum(amount) AS total FROM sales GROUP BY region) SELECT region, total, rank() OVER (ORDER BY total DESC) AS place FROM t;
-- rows
INSERT INTO sales VALUES (1, 'n', 5), (2, 's', 9);
-- after
CREATE TABLE sales (id integer PRIMARY KEY, region text, amount integer);
CREATE VIEW ranked AS WITH t AS MATERIALIZED (SELECT region, sum(amount) FILTER (WHERE amount > 0) AS total FROM sales GROUP BY region) SELECT t.region, t.total, rank() OVER w AS place FROM t CROSS JOIN LATERAL (SELECT 1 AS one) x WINDOW w AS (ORDER BY t.total DESC);
-- keeps
SELECT region, total, place FROM ranked ORDER BY 1;
