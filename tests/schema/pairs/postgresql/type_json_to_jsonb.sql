-- pair: json becomes jsonb and text becomes json
-- before
CREATE TABLE m (id integer PRIMARY KEY, doc json NOT NULL DEFAULT '{}', raw text);
-- rows
INSERT INTO m VALUES (1, '{"a": 1}', '[1, 2]');
-- after
CREATE TABLE m (id integer PRIMARY KEY, doc jsonb NOT NULL DEFAULT '{}', raw json);
CREATE INDEX m_doc_idx ON m USING gin (doc jsonb_path_ops);
-- keeps
SELECT id, doc ->> 'a', raw::text FROM m ORDER BY 1;
