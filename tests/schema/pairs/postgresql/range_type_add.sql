-- pair: a range type appears with a column of it
-- before
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m (id) VALUES (1);
-- after
CREATE TYPE float_range AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TABLE m (id integer PRIMARY KEY, r float_range DEFAULT '[1,2)');
-- keeps
SELECT id FROM m ORDER BY 1;
