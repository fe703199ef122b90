-- pair: a partitioned table loses its primary key and its foreign key
-- before
CREATE TABLE kinds (k integer PRIMARY KEY);
CREATE TABLE e (id integer NOT NULL PRIMARY KEY, k integer NOT NULL REFERENCES kinds) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (0) TO (10);
CREATE TABLE e_2 PARTITION OF e FOR VALUES FROM (10) TO (20);
-- rows
INSERT INTO kinds VALUES (1);
INSERT INTO e VALUES (1, 1), (11, 1);
-- after
CREATE TABLE kinds (k integer PRIMARY KEY);
CREATE TABLE e (id integer NOT NULL, k integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM (0) TO (10);
CREATE TABLE e_2 PARTITION OF e FOR VALUES FROM (10) TO (20);
-- keeps
SELECT id, k FROM e ORDER BY 1;
