-- pair: included columns, order, nulls, operator class and collation of indexes change
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, c jsonb);
CREATE INDEX m_1 ON m (b);
CREATE INDEX m_2 ON m (b, a);
CREATE INDEX m_3 ON m (a);
CREATE INDEX m_4 ON m USING gin (c);
CREATE INDEX m_5 ON m (a COLLATE "C");
-- rows
INSERT INTO m VALUES (1, 'X', 11, '{"k": 1}'), (2, 'y', NULL, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, c jsonb);
CREATE INDEX m_1 ON m (b) INCLUDE (a);
CREATE INDEX m_2 ON m (b DESC NULLS LAST, a NULLS FIRST);
CREATE INDEX m_3 ON m (a text_pattern_ops);
CREATE INDEX m_4 ON m USING gin (c jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX m_5 ON m (a COLLATE "POSIX");
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
