-- pair: a partitioned table gets another partition key
-- before
CREATE TABLE parcel (id integer, depot text, town text) PARTITION BY LIST (depot);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
CREATE INDEX parcel_id ON parcel (id);
-- rows
INSERT INTO parcel VALUES (1, 'north', 'Thurso');
-- after
CREATE TABLE parcel (id integer, depot text, town text) PARTITION BY LIST (town);
CREATE TABLE parcel_north PARTITION OF parcel FOR VALUES IN ('north');
CREATE INDEX parcel_id ON parcel (id);
-- pair: the key goes with the partition key
-- before
CREATE TABLE m (k integer, UNIQUE (k)) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (2);
-- after
CREATE TABLE m (k integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- pair: an index goes with the partition key
-- before
CREATE TABLE m (k integer, n integer) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (2); CREATE INDEX m_n ON m (n);
-- after
CREATE TABLE m (k integer, n integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- pair: the default partition stays with its rows under another partition key
-- before
CREATE TABLE m (k integer, i integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m DEFAULT; CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (5);
-- rows
INSERT INTO m VALUES (1, 1);
-- after
CREATE TABLE m (k integer, i integer) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m DEFAULT; CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (5) TO (6);
-- keeps
SELECT * FROM m_1;
-- pair: so does one that has partitions
-- before
CREATE TABLE m (k integer, i integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m DEFAULT PARTITION BY LIST (i); CREATE TABLE m_2 PARTITION OF m_1 DEFAULT;
-- rows
INSERT INTO m VALUES (1, 1);
-- after
CREATE TABLE m (k integer, i integer) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m DEFAULT PARTITION BY LIST (i); CREATE TABLE m_2 PARTITION OF m_1 DEFAULT;
-- keeps
SELECT * FROM m_2;
-- pair: mended: another partition key and a unique constraint for the primary key
-- before
CREATE TABLE m (k integer PRIMARY KEY) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE m_d PARTITION OF m DEFAULT;
-- after
CREATE TABLE m (k integer UNIQUE) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (2); CREATE TABLE m_d PARTITION OF m DEFAULT;
-- pair: another partition key, and a column goes
-- before
CREATE TABLE m (k integer, n integer, o integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m DEFAULT;
-- rows
INSERT INTO m VALUES (1, 2, 3);
-- after
CREATE TABLE m (k integer, o integer) PARTITION BY RANGE (k); CREATE TABLE m_1 PARTITION OF m DEFAULT;
-- keeps
SELECT k, o FROM m_1;
