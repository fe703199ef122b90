-- pair: unique constraints appear
-- before
CREATE TABLE m (id integer PRIMARY KEY, a text, b integer, c integer);
-- rows
INSERT INTO m VALUES (1, 'x', 1, 1), (2, 'y', 1, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, a text UNIQUE, b integer, c integer, CONSTRAINT m_bc UNIQUE (b, c) DEFERRABLE INITIALLY DEFERRED);
-- keeps
SELECT id, a, b, c FROM m ORDER BY 1;
