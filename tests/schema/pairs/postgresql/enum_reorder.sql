-- pair: the values of an enum change their order
-- before
CREATE TYPE level AS ENUM ('low', 'high', 'mid');
CREATE TABLE m (id integer PRIMARY KEY, l level DEFAULT 'mid', CHECK (l <> 'high'));
CREATE INDEX m_l ON m (l) WHERE l = 'low';
-- rows
INSERT INTO m VALUES (1, 'low'), (2, 'mid');
-- after
CREATE TYPE level AS ENUM ('low', 'mid', 'high');
CREATE TABLE m (id integer PRIMARY KEY, l level DEFAULT 'mid', CHECK (l <> 'high'));
CREATE INDEX m_l ON m (l) WHERE l = 'low';
-- keeps
SELECT id, l::text FROM m ORDER BY 1;
