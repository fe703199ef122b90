-- pair: text becomes varchar, varchar becomes unbounded
-- before
CREATE TABLE m (id integer PRIMARY KEY, s text DEFAULT 'x', t varchar(10), u text[]);
CREATE INDEX m_s_idx ON m (s text_pattern_ops);
-- rows
INSERT INTO m VALUES (1, 'abc', 'q', '{a,b}');
-- after
CREATE TABLE m (id integer PRIMARY KEY, s varchar(50) DEFAULT 'x', t varchar, u varchar(5)[]);
CREATE INDEX m_s_idx ON m (s varchar_pattern_ops);
-- keeps
SELECT id, s::text, t::text, u::text FROM m ORDER BY 1;
