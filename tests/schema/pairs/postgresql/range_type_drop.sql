-- pair: a range type goes with a column of it
-- before
CREATE TYPE float_range AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TABLE m (id integer PRIMARY KEY, r float_range DEFAULT '[1,2)');
-- rows
INSERT INTO m (id) VALUES (1);
-- after
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
