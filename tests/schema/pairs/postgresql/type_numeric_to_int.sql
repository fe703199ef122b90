-- pair: numeric becomes integer
-- before
CREATE TABLE m (id integer PRIMARY KEY, a numeric(10,0) NOT NULL DEFAULT 0, CONSTRAINT a_positive CHECK (a >= 0));
-- rows
INSERT INTO m VALUES (1, 12), (2, 0);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a integer NOT NULL DEFAULT 0, CONSTRAINT a_positive CHECK (a >= 0));
-- keeps
SELECT id, a::text FROM m ORDER BY 1;
