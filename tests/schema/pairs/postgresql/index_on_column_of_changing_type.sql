-- pair: the types of indexed columns change under plain, expression and included columns
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer, s varchar(10), t text);
CREATE INDEX m_n ON m (n DESC);
CREATE INDEX m_n_expr ON m ((n % 10), t);
CREATE INDEX m_incl ON m (t) INCLUDE (n, s);
CREATE UNIQUE INDEX m_s ON m (s) WHERE n IS NOT NULL;
-- rows
INSERT INTO m VALUES (1, 5, 'a', 'b'), (2, 17, 'c', 'd');
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint, s varchar(40), t text);
CREATE INDEX m_n ON m (n DESC);
CREATE INDEX m_n_expr ON m ((n % 10), t);
CREATE INDEX m_incl ON m (t) INCLUDE (n, s);
CREATE UNIQUE INDEX m_s ON m (s) WHERE n IS NOT NULL;
-- keeps
SELECT id, n::text, s, t FROM m ORDER BY 1;
