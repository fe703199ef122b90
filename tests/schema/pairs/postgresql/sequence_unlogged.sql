-- pair: a sequence becomes unlogged and gets a comment
-- before
CREATE SEQUENCE a;
CREATE TABLE m (id integer PRIMARY KEY);
-- rows
INSERT INTO m VALUES (1);
-- after
CREATE UNLOGGED SEQUENCE a;
COMMENT ON SEQUENCE a IS 'fast';
CREATE TABLE m (id integer PRIMARY KEY);
-- keeps
SELECT id FROM m ORDER BY 1;
