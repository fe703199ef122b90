-- pair: a unique index turns from nulls distinct to not distinct; expression statistics are set
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text);
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_l ON m (length(a));
-- rows
INSERT INTO m VALUES (1, 'x'), (2, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text);
CREATE UNIQUE INDEX m_a ON m (a) NULLS NOT DISTINCT;
CREATE INDEX m_l ON m (length(a));
ALTER INDEX m_l ALTER COLUMN 1 SET STATISTICS 300;
-- keeps
SELECT id, a FROM m ORDER BY 1;
