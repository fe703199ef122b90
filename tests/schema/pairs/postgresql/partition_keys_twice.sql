-- pair: two keys on the same columns to a partitioned table go and come again
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE k (m integer, FOREIGN KEY (m) REFERENCES m, FOREIGN KEY (m) REFERENCES m ON DELETE CASCADE);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (10) TO (20);
-- rows
INSERT INTO m VALUES (1, 1), (11, 2);
INSERT INTO k VALUES (1), (11);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (10) TO (20);
CREATE TABLE k (m integer);
-- keeps
SELECT * FROM k ORDER BY 1;
-- end
-- pair: of two keys on the same columns one goes, and a part of the other has its name
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE k (m integer, FOREIGN KEY (m) REFERENCES m, FOREIGN KEY (m) REFERENCES m ON DELETE CASCADE);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
-- rows
INSERT INTO m VALUES (1, 1);
INSERT INTO k VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE k (m integer, FOREIGN KEY (m) REFERENCES m);
-- keeps
SELECT * FROM k;
