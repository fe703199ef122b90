-- pair: a default partition goes
-- before
CREATE TABLE l (id integer, k text) PARTITION BY LIST (k);
CREATE TABLE l_a PARTITION OF l FOR VALUES IN ('a');
CREATE TABLE l_rest PARTITION OF l DEFAULT;
-- rows
INSERT INTO l VALUES (1, 'a'), (2, 'z');
-- after
CREATE TABLE l (id integer, k text) PARTITION BY LIST (k);
CREATE TABLE l_a PARTITION OF l FOR VALUES IN ('a');
-- keeps
SELECT id, k FROM l WHERE k = 'a' ORDER BY 1;
