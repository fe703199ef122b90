-- pair: a list partition is detached and stays as a table
-- before
CREATE TABLE sales (id integer NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE sales_eu PARTITION OF sales FOR VALUES IN ('de', 'fr');
CREATE TABLE sales_us PARTITION OF sales FOR VALUES IN ('us', NULL);
-- rows
INSERT INTO sales_eu VALUES (1, 'de');
INSERT INTO sales_us VALUES (2, 'us');
-- after
CREATE TABLE sales (id integer NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE sales_eu PARTITION OF sales FOR VALUES IN ('de', 'fr');
CREATE TABLE sales_us (id integer NOT NULL, region text NOT NULL);
-- keeps
SELECT id, region FROM sales_eu ORDER BY 1;
SELECT id, region FROM sales_us ORDER BY 1;
SELECT id, region FROM sales WHERE region = 'de' ORDER BY 1;
