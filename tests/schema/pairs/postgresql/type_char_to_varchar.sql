-- pair: fixed-width char becomes varchar
-- before
CREATE TABLE m (id integer PRIMARY KEY, code char(3) NOT NULL);
-- rows
INSERT INTO m VALUES (1, 'abc'), (2, 'xyz');
-- after
CREATE TABLE m (id integer PRIMARY KEY, code varchar(3) NOT NULL);
-- keeps
SELECT id, code::text FROM m ORDER BY 1;
