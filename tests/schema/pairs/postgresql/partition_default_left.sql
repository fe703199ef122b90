-- pair: a partition goes on without the serial column of the whole
-- before
CREATE TABLE t (id serial, k integer) PARTITION BY LIST (k); CREATE TABLE t_2 PARTITION OF t DEFAULT;
-- rows
INSERT INTO t (k) VALUES (5);
-- after
CREATE TABLE t_2 (id integer NOT NULL, k integer);
-- keeps
SELECT * FROM t_2;
-- pair: a child goes on without the serial column of its parent
-- before
CREATE TABLE t (id serial, k integer); CREATE TABLE t_2 () INHERITS (t);
-- rows
INSERT INTO t_2 (k) VALUES (5);
-- after
CREATE TABLE t_2 (id integer NOT NULL, k integer);
-- keeps
SELECT * FROM t_2;
-- pair: a partition is detached, and the column is serial no more
-- before
CREATE TABLE t (id serial, k integer) PARTITION BY LIST (k); CREATE TABLE t_2 PARTITION OF t DEFAULT;
-- after
CREATE TABLE t (id integer NOT NULL, k integer) PARTITION BY LIST (k); CREATE TABLE t_2 (id integer NOT NULL, k integer);
-- pair: a partition keeps the sequence, the whole becomes plain without
-- before
CREATE TABLE t (id serial, k integer) PARTITION BY LIST (k); CREATE TABLE t_1 PARTITION OF t DEFAULT;
-- after
CREATE SEQUENCE t_id_seq AS integer; CREATE TABLE t (id integer NOT NULL, k integer); CREATE TABLE t_1 (id integer DEFAULT nextval('t_id_seq') NOT NULL, k integer);
