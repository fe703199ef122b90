-- pair: a sequence appears that a default uses
-- before
CREATE TABLE m (id integer PRIMARY KEY, no integer);
-- rows
INSERT INTO m VALUES (1, 10);
-- after
CREATE SEQUENCE numbers START WITH 1000 INCREMENT BY 5;
CREATE TABLE m (id integer PRIMARY KEY, no integer DEFAULT nextval('numbers'));
-- keeps
SELECT id, no FROM m ORDER BY 1;
