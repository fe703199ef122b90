-- pair: an enum loses values from its begin and its middle
-- before
CREATE TYPE size AS ENUM ('tiny', 'small', 'medium', 'medium+', 'large');
CREATE TABLE m (id integer PRIMARY KEY, s size);
CREATE INDEX m_s ON m (s);
-- rows
INSERT INTO m VALUES (1, 'large'), (2, 'small'), (3, NULL);
-- after
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE m (id integer PRIMARY KEY, s size);
CREATE INDEX m_s ON m (s);
-- keeps
SELECT id, s::text FROM m ORDER BY m.s, id;
