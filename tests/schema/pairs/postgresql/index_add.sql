-- pair: indexes of several kinds appear
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, tags text[], r int4range, at timestamp);
-- rows
INSERT INTO m VALUES (1, 'x', 1, '{a}', '[1,2)', '2024-01-01'), (2, 'y', NULL, NULL, NULL, NULL);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, tags text[], r int4range, at timestamp);
CREATE INDEX m_a ON m (a);
CREATE UNIQUE INDEX m_a_b ON m (a, b);
CREATE INDEX m_hash ON m USING hash (b);
CREATE INDEX m_gin ON m USING gin (tags);
CREATE INDEX m_gist ON m USING gist (r);
CREATE INDEX m_brin ON m USING brin (at) WITH (pages_per_range = 16);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
