-- pair: comments change on what is re-created and on what is not
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
COMMENT ON COLUMN m.n IS 'one';
COMMENT ON TABLE m IS 'table';
CREATE INDEX m_n ON m (n);
COMMENT ON INDEX m_n IS 'index';
-- rows
INSERT INTO m VALUES (1, 3);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
COMMENT ON COLUMN m.n IS 'two';
COMMENT ON TABLE m IS '$$table$$';
CREATE INDEX m_n ON m (n DESC);
COMMENT ON INDEX m_n IS 'index';
-- keeps
SELECT id, n FROM m ORDER BY 1;
