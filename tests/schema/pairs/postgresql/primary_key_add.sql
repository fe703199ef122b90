-- pair: a primary key appears on nullable-looking columns
-- before
CREATE TABLE m (id integer, n text);
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE m (id integer PRIMARY KEY, n text);
-- keeps
SELECT id, n FROM m ORDER BY 1;
