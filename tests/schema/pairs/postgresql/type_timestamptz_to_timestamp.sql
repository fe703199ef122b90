-- pair: timestamp with time zone becomes timestamp
-- before
CREATE TABLE m (id integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX m_at_idx ON m (at DESC);
-- rows
INSERT INTO m VALUES (1, '2024-06-01 12:30:00'), (2, '2024-12-24 18:00:00');
-- after
CREATE TABLE m (id integer PRIMARY KEY, at timestamp NOT NULL DEFAULT now());
CREATE INDEX m_at_idx ON m (at DESC);
-- keeps
SELECT id, to_char(at, 'YYYY-MM-DD HH24:MI:SS') FROM m ORDER BY 1;
