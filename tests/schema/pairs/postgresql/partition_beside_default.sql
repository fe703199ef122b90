-- pair: a partition is added beside a default partition that has rows, with another bound
-- before
CREATE TABLE l (id integer, k text) PARTITION BY LIST (k);
CREATE TABLE l_a PARTITION OF l FOR VALUES IN ('a');
CREATE TABLE l_rest PARTITION OF l DEFAULT;
-- rows
INSERT INTO l VALUES (1, 'a'), (2, 'z');
-- after
CREATE TABLE l (id integer, k text) PARTITION BY LIST (k);
CREATE TABLE l_a PARTITION OF l FOR VALUES IN ('a');
CREATE TABLE l_b PARTITION OF l FOR VALUES IN ('b', 'c');
CREATE TABLE l_rest PARTITION OF l DEFAULT;
-- keeps
SELECT id, k FROM l ORDER BY 1;
