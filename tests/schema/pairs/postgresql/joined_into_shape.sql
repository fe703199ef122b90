-- pair: mended: a table becomes a partition of one that has a new column
-- before
CREATE TABLE m (id integer, k integer) PARTITION BY LIST (k); CREATE TABLE m_1 (id integer, k integer);
-- after
CREATE TABLE m (id integer, k integer, p integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- pair: a partition moves to a whole with fewer columns
-- before
CREATE TABLE m (id integer, k integer, p integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE w (id integer, k integer) PARTITION BY LIST (k);
-- after
CREATE TABLE m (id integer, k integer, p integer) PARTITION BY LIST (k); CREATE TABLE w (id integer, k integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF w FOR VALUES IN (1);
-- pair: mended: a child must have its parent's not null
-- before
CREATE TABLE b (id integer NOT NULL); CREATE TABLE c (id integer);
-- after
CREATE TABLE b (id integer NOT NULL); CREATE TABLE c () INHERITS (b);
-- pair: mended: a partition must have the primary key's not null
-- before
CREATE TABLE b (id integer PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE c (id integer);
-- after
CREATE TABLE b (id integer PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE c PARTITION OF b FOR VALUES IN (1);
-- pair: mended: a partition must have the type of the whole
-- before
CREATE TABLE b (id bigint) PARTITION BY LIST (id); CREATE TABLE c (id integer);
-- after
CREATE TABLE b (id bigint) PARTITION BY LIST (id); CREATE TABLE c PARTITION OF b FOR VALUES IN (1);
-- pair: mended: a child must have its parent's check
-- before
CREATE TABLE b (id integer CHECK (id > 0)); CREATE TABLE c (id integer);
-- after
CREATE TABLE b (id integer CHECK (id > 0)); CREATE TABLE c () INHERITS (b);
-- pair: mended: a partition's own primary key gives way to that of the whole
-- before
CREATE TABLE m (id integer, k integer, PRIMARY KEY (id, k)) PARTITION BY LIST (k); CREATE TABLE m_1 (id integer PRIMARY KEY, k integer NOT NULL);
-- after
CREATE TABLE m (id integer, k integer, PRIMARY KEY (id, k)) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- pair: mended: a child gets a second parent, and loses a column of the first
-- before
CREATE TABLE a (x integer, y integer); CREATE TABLE b (z integer); CREATE TABLE c () INHERITS (a);
-- rows
INSERT INTO c VALUES (1, 2);
-- after
CREATE TABLE a (y integer); CREATE TABLE b (z integer); CREATE TABLE c () INHERITS (a, b);
-- keeps
SELECT y FROM c;
-- pair: mended: new columns with default and expression, and a new partition
-- before
CREATE TABLE m (k integer) PARTITION BY LIST (k); CREATE TABLE m_1 (k integer);
-- rows
INSERT INTO m_1 VALUES (1);
-- after
CREATE TABLE m (k integer, n integer DEFAULT 5 NOT NULL CHECK (n > 2), g integer GENERATED ALWAYS AS (k + 1) STORED) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- keeps
SELECT k FROM m_1;
-- pair: mended: a table becomes a partition of one with a serial column
-- before
CREATE TABLE m (id serial, k integer) PARTITION BY LIST (k); CREATE TABLE m_1 (id integer, k integer);
-- after
CREATE TABLE m (id serial, k integer) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
-- pair: mended: a table gets two parents, below a view
-- before
CREATE TABLE a (x integer NOT NULL); CREATE TABLE b (y text CHECK (y <> '')); CREATE TABLE c (x integer); CREATE VIEW v AS SELECT * FROM c;
-- rows
INSERT INTO c VALUES (1);
-- after
CREATE TABLE a (x integer NOT NULL); CREATE TABLE b (y text CHECK (y <> '')); CREATE TABLE c (x integer) INHERITS (a, b); CREATE VIEW v AS SELECT x FROM c;
-- keeps
SELECT x FROM c;
-- pair: mended: a table below a view becomes a partition with another type
-- before
CREATE TABLE b (id bigint) PARTITION BY LIST (id); CREATE TABLE c (id integer); CREATE VIEW v AS SELECT id FROM c;
-- rows
INSERT INTO c VALUES (1);
-- after
CREATE TABLE b (id bigint) PARTITION BY LIST (id); CREATE TABLE c PARTITION OF b FOR VALUES IN (1); CREATE VIEW v AS SELECT id FROM c;
-- keeps
SELECT id FROM c;
