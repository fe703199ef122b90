-- pair: defaults appear
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, at timestamptz);
-- rows
INSERT INTO m VALUES (1, 'x', 5, '2024-01-01 00:00:00+00');
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text DEFAULT 'it''s; -- not a comment', b integer DEFAULT (1 + 2) * 3, at timestamptz DEFAULT CURRENT_TIMESTAMP);
-- keeps
SELECT id, a, b FROM m ORDER BY 1;
