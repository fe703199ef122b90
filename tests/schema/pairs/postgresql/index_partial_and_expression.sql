-- pair: a partial and an expression index change what they cover
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer);
CREATE INDEX m_part ON m (b) WHERE b > 10;
CREATE INDEX m_expr ON m (lower(a));
-- rows
INSERT INTO m VALUES (1, 'X', 11), (2, 'y', 5);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer);
CREATE INDEX m_part ON m (b) WHERE b > 20 AND a IS NOT NULL;
CREATE UNIQUE INDEX m_expr ON m (upper(a), (b + 1));
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
