-- pair: a check that is not valid is validated
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
ALTER TABLE m ADD CONSTRAINT n_positive CHECK (n > 0) NOT VALID;
-- rows
INSERT INTO m VALUES (1, 1);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
ALTER TABLE m ADD CONSTRAINT n_positive CHECK (n > 0);
-- keeps
SELECT id, n FROM m ORDER BY 1;
