-- pair: check constraints go
-- before
CREATE TABLE m (id integer PRIMARY KEY, low integer CONSTRAINT low_is_positive CHECK (low > 0), high integer, CHECK (low < high));
-- rows
INSERT INTO m VALUES (1, 2, 3), (2, 5, 50);
-- after
CREATE TABLE m (id integer PRIMARY KEY, low integer, high integer);
-- keeps
SELECT id, low, high FROM m ORDER BY 1;
