-- pair: the expression of a check changes under the same name
-- before
CREATE TABLE m (id integer PRIMARY KEY, kind text, CONSTRAINT m_kind CHECK (kind IN ('a', 'b')));
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE m (id integer PRIMARY KEY, kind text, CONSTRAINT m_kind CHECK (kind IN ('a', 'b', 'c') OR kind LIKE 'x%'));
-- keeps
SELECT id, kind FROM m ORDER BY 1;
