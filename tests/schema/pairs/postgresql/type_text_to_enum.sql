-- pair: a text column becomes an enum, all rows can be cast
-- before
CREATE TABLE m (id integer PRIMARY KEY, s text NOT NULL DEFAULT 'open');
CREATE INDEX m_s_idx ON m (s);
-- rows
INSERT INTO m VALUES (1, 'open'), (2, 'done');
-- after
CREATE TYPE state AS ENUM ('open', 'done');
CREATE TABLE m (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open');
CREATE INDEX m_s_idx ON m (s);
-- keeps
SELECT id, s::text FROM m ORDER BY 1;
