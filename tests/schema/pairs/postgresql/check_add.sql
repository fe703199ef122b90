-- pair: check constraints appear, one named and one over two columns
-- before
CREATE TABLE m (id integer PRIMARY KEY, low integer, high integer);
-- rows
INSERT INTO m VALUES (1, 2, 3), (2, 5, 50);
-- after
CREATE TABLE m (id integer PRIMARY KEY, low integer CONSTRAINT low_is_positive CHECK (low > 0), high integer, CHECK (low < high));
-- keeps
SELECT id, low, high FROM m ORDER BY 1;
