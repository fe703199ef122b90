-- pair: sequences become owned by a column, change their owner and become free
-- before
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE SEQUENCE a;
CREATE SEQUENCE b OWNED BY m.id;
CREATE SEQUENCE c OWNED BY m.id;
-- rows
INSERT INTO m VALUES (1, 2);
-- after
CREATE TABLE m (id integer PRIMARY KEY, n integer);
CREATE SEQUENCE a OWNED BY m.n;
CREATE SEQUENCE b OWNED BY m.n;
CREATE SEQUENCE c;
-- keeps
SELECT id, n FROM m ORDER BY 1;
