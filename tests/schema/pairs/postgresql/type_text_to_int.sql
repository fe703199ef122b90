-- pair: text becomes integer, with a default; all rows can be cast
-- before
CREATE TABLE m (id integer PRIMARY KEY, code text DEFAULT '7');
CREATE INDEX m_code_idx ON m (code);
-- rows
INSERT INTO m (id, code) VALUES (1, '12'), (2, DEFAULT), (3, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, code integer DEFAULT 7);
CREATE INDEX m_code_idx ON m (code);
-- keeps
SELECT id, code::text FROM m ORDER BY 1;
