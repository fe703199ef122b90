-- pair: a column that a child defines itself stays there
-- before
CREATE TABLE a (x integer, y integer);
CREATE TABLE c (x integer) INHERITS (a);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (y integer);
CREATE TABLE c (x integer) INHERITS (a);
-- keeps
SELECT x, y FROM c;
-- end
-- pair: a column stays in the child that is to have it for itself
-- before
CREATE TABLE a (x integer, y integer);
CREATE TABLE c () INHERITS (a);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (y integer);
CREATE TABLE c (x integer) INHERITS (a);
-- keeps
SELECT x, y FROM c;
-- end
-- pair: a child leaves its parent, which loses a column then
-- before
CREATE TABLE a (x integer, z integer);
CREATE TABLE c () INHERITS (a);
CREATE INDEX ON c (x);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (z integer);
CREATE TABLE c (x integer, z integer);
CREATE INDEX ON c (x);
-- keeps
SELECT x, z FROM c;
-- end
-- pair: a parent goes, its child stays with its rows
-- before
CREATE TABLE a (x integer, z integer);
CREATE TABLE c (q integer) INHERITS (a);
CREATE INDEX ON c (x);
-- rows
INSERT INTO c VALUES (1, 2, 3);
-- after
CREATE TABLE c (x integer, z integer, q integer);
CREATE INDEX ON c (x);
-- keeps
SELECT x, z, q FROM c;
-- end
-- pair: the table in the middle goes
-- before
CREATE TABLE a (x integer);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (b);
-- rows
INSERT INTO c VALUES (1);
-- after
CREATE TABLE a (x integer);
CREATE TABLE c () INHERITS (a);
-- keeps
SELECT x FROM c;
-- end
-- pair: a partition stays, the whole goes
-- before
CREATE TABLE m (x integer, z integer) PARTITION BY RANGE (x);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (10) TO (20);
-- rows
INSERT INTO m VALUES (1, 2);
-- after
CREATE TABLE m_1 (x integer, z integer);
-- keeps
SELECT x, z FROM m_1;
-- end
-- pair: a new partition takes the bounds of one that gets others
-- before
CREATE TABLE m (x integer) PARTITION BY LIST (x);
CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1, 2);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE TABLE m (x integer) PARTITION BY LIST (x);
CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
CREATE TABLE a PARTITION OF m FOR VALUES IN (2, 3);
-- keeps
SELECT x FROM m_1;
