-- pair: an enum gets a value at its end
-- before
CREATE TYPE state AS ENUM ('open', 'done');
CREATE TABLE m (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open');
-- rows
INSERT INTO m VALUES (1, 'open'), (2, 'done');
-- after
CREATE TYPE state AS ENUM ('open', 'done', 'it''s late');
CREATE TABLE m (id integer PRIMARY KEY, s state NOT NULL DEFAULT 'open');
-- keeps
SELECT id, s::text FROM m ORDER BY 1;
