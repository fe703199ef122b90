-- pair: a check is replaced by one that is not valid
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
ALTER TABLE m ADD CONSTRAINT n_positive CHECK (n > 0);
-- rows
INSERT INTO m VALUES (1, 1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
ALTER TABLE m ADD CONSTRAINT n_positive CHECK (n > 0) NOT VALID;
-- keeps
SELECT id, n FROM m ORDER BY 1;
