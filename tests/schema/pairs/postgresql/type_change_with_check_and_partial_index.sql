-- pair: a column's type changes under a check, a partial index and an expression index
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer NOT NULL, s varchar(10), CONSTRAINT n_range CHECK (n BETWEEN 1 AND 100), CHECK (s <> ''));
CREATE INDEX m_n_idx ON m (id) WHERE n > 50;
CREATE UNIQUE INDEX m_s_idx ON m (lower(s));
-- rows
INSERT INTO m VALUES (1, 10, 'A'), (2, 60, 'B');
-- after
CREATE TABLE m (id integer PRIMARY KEY, n bigint NOT NULL, s text, CONSTRAINT n_range CHECK (n BETWEEN 1 AND 100), CHECK (s <> ''));
CREATE INDEX m_n_idx ON m (id) WHERE n > 50;
CREATE UNIQUE INDEX m_s_idx ON m (lower(s));
-- keeps
SELECT id, n::text, s::text FROM m ORDER BY 1;
