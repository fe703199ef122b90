-- pair: an enum gets a value that a default, a check and a view use at once
-- before
CREATE TYPE state AS ENUM ('open', 'done');
CREATE TABLE m (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open');
-- rows
INSERT INTO m VALUES (1, 'open'), (2, 'done');
-- after
CREATE TYPE state AS ENUM ('draft', 'open', 'done');
CREATE TABLE m (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'draft', ok boolean DEFAULT false, CONSTRAINT c CHECK (s >= 'draft'));
CREATE VIEW drafts AS SELECT id FROM m WHERE s = 'draft';
-- keeps
SELECT id, s::text FROM m ORDER BY 1;
