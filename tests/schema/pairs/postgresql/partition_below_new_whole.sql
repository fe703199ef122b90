-- pair: a table is made again as a partition of one that is new
-- before
CREATE TABLE p1 (id integer, k integer);
-- after
CREATE TABLE p (id integer, k integer) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (id);
-- pair: with a quoted name, as a partition of a new one, with partitions of its own
-- before
CREATE TABLE "p 1" (id integer, k integer);
-- after
CREATE TABLE "p" (id integer, k integer) PARTITION BY LIST (k); CREATE TABLE "p 1" PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (id);
-- pair: so that the new one sorts behind
-- before
CREATE TABLE m1 (id integer, k integer);
-- after
CREATE TABLE z (id integer, k integer) PARTITION BY LIST (k); CREATE TABLE m1 PARTITION OF z FOR VALUES IN (1) PARTITION BY LIST (id);
-- pair: whole and partition change places
-- before
CREATE TABLE a (k integer) PARTITION BY LIST (k); CREATE TABLE b PARTITION OF a FOR VALUES IN (1);
-- after
CREATE TABLE b (k integer) PARTITION BY LIST (k); CREATE TABLE a PARTITION OF b FOR VALUES IN (1);
-- pair: a whole becomes a partition, its own a sibling
-- before
CREATE TABLE m (k integer, i integer) PARTITION BY LIST (k); CREATE TABLE m_d PARTITION OF m DEFAULT;
-- after
CREATE TABLE w (k integer, i integer) PARTITION BY LIST (k); CREATE TABLE m PARTITION OF w FOR VALUES IN (3) PARTITION BY LIST (i); CREATE TABLE m_d PARTITION OF w FOR VALUES IN (4);
-- pair: two levels become plain
-- before
CREATE TABLE b (k integer, i integer) PARTITION BY LIST (k); CREATE TABLE b1 PARTITION OF b FOR VALUES IN (1) PARTITION BY LIST (i); CREATE TABLE b2 PARTITION OF b1 FOR VALUES IN (1);
-- after
CREATE TABLE b1 (k integer, i integer); CREATE TABLE b2 (k integer, i integer);
-- pair: a partition becomes a child with a column of its own
-- before
CREATE TABLE m (k integer) PARTITION BY LIST (k); CREATE TABLE m_d PARTITION OF m DEFAULT;
-- after
CREATE TABLE m (k integer); CREATE TABLE m_d (extra integer) INHERITS (m);
