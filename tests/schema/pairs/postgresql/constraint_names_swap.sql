-- pair: two checks and two indexes swap their names
-- before
CREATE TABLE m (id integer PRIMARY KEY, a integer, b integer, CONSTRAINT one CHECK (a > 0), CONSTRAINT two CHECK (b > 0));
CREATE INDEX i1 ON m (a);
CREATE INDEX i2 ON m (b);
-- rows
INSERT INTO m VALUES (1, 1, 1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a integer, b integer, CONSTRAINT two CHECK (a > 0), CONSTRAINT one CHECK (b > 0));
CREATE INDEX i2 ON m (a);
CREATE INDEX i1 ON m (b);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
