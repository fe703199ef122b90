-- pair: a check over a new column appears with that column
-- before
CREATE TABLE m (id integer PRIMARY KEY, starts date NOT NULL);
-- rows
INSERT INTO m VALUES (1, '2024-01-01');
-- after
CREATE TABLE m (id integer PRIMARY KEY, starts date NOT NULL, ends date, CONSTRAINT in_order CHECK (ends IS NULL OR ends >= starts));
-- keeps
SELECT id, starts FROM m ORDER BY 1;
