-- pair: the bounds of partitions change, all rows still fit
-- before
CREATE TABLE r (id integer NOT NULL, n text) PARTITION BY RANGE (id);
CREATE TABLE r_1 PARTITION OF r FOR VALUES FROM (0) TO (100);
CREATE TABLE r_2 PARTITION OF r FOR VALUES FROM (100) TO (200);
-- rows
INSERT INTO r VALUES (5, 'a'), (150, 'b');
-- after
CREATE TABLE r (id integer NOT NULL, n text) PARTITION BY RANGE (id);
CREATE TABLE r_1 PARTITION OF r FOR VALUES FROM (0) TO (50);
CREATE TABLE r_2 PARTITION OF r FOR VALUES FROM (50) TO (500);
-- keeps
SELECT id, n FROM r ORDER BY 1;
