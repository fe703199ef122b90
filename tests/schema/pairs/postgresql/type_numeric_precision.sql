-- pair: precision and scale of numeric columns change
-- before
CREATE TABLE m (id integer PRIMARY KEY, a numeric(8,2) DEFAULT 1.25, b numeric, c numeric(5,1));
-- rows
INSERT INTO m VALUES (1, 12.50, 3, 4.5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a numeric(12,4) DEFAULT 1.25, b numeric(10,3), c numeric);
-- keeps
SELECT id, trim_scale(a)::text, trim_scale(b)::text, trim_scale(c)::text FROM m ORDER BY 1;
