-- pair: a partition gets a default, an index and a check of its own
-- before
CREATE TABLE e (id integer NOT NULL, n integer) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (0) TO (10);
CREATE TABLE e_2 PARTITION OF e FOR VALUES FROM (10) TO (20);
-- rows
INSERT INTO e VALUES (1, 1), (12, 2);
-- after
CREATE TABLE e (id integer NOT NULL, n integer) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e (n DEFAULT 7 NOT NULL, CONSTRAINT small CHECK (n < 100)) FOR VALUES FROM (0) TO (10) WITH (fillfactor = 50);
CREATE TABLE e_2 PARTITION OF e FOR VALUES FROM (10) TO (20);
CREATE INDEX e_1_n ON e_1 (n);
-- keeps
SELECT id, n FROM e ORDER BY 1;
