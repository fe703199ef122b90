-- pair: a sequence goes that a default used
-- before
CREATE SEQUENCE numbers START WITH 1000 INCREMENT BY 5;
CREATE TABLE m (id integer PRIMARY KEY, no integer DEFAULT nextval('numbers'));
-- rows
INSERT INTO m VALUES (1, 10);
-- after
CREATE TABLE m (id integer PRIMARY KEY, no integer);
-- keeps
SELECT id, no FROM m ORDER BY 1;
