-- pair: a unique constraint becomes a unique index of the same name
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, CONSTRAINT m_a_key UNIQUE (a));
-- rows
INSERT INTO m VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text);
CREATE UNIQUE INDEX m_a_key ON m (a);
-- keeps
SELECT id, a FROM m ORDER BY 1;
