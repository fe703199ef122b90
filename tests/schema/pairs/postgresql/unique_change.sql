-- pair: columns, nulls and deferrability of unique constraints change
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, CONSTRAINT m_a UNIQUE (a), CONSTRAINT m_b UNIQUE (b) DEFERRABLE);
-- rows
INSERT INTO m VALUES (1, 'x', 1), (2, NULL, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, CONSTRAINT m_a UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT m_b UNIQUE (b, a));
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
