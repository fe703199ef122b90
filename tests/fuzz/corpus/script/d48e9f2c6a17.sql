-- revision: d48e9f2c6a17
-- parents: 71a0bb6e5d93
-- message: add monthly sales
-- created: 2026-03-18T10:08:12Z

-- migrate:up dialect:postgresql
CREATE VIEW monthly_sales AS
SELECT to_char(placed_at, 'YYYY-MM') AS month, sum(total_cents) AS total_cents
FROM orders
GROUP BY 1;

-- migrate:up dialect:sqlite
CREATE VIEW monthly_sales AS
SELECT strftime('%Y-%m', placed_at) AS month, sum(total_cents) AS total_cents
FROM orders
GROUP BY 1;

-- migrate:down
DROP VIEW monthly_sales;
