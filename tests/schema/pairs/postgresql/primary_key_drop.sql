-- pair: a primary key goes and the column becomes nullable
-- before
CREATE TABLE m (id integer PRIMARY KEY, n text);
-- rows
INSERT INTO m VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE m (id integer, n text);
-- keeps
SELECT id, n FROM m ORDER BY 1;
