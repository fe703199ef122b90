-- pair: a trigger of the same name moves to another table
-- before
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE TRIGGER watch AFTER INSERT ON a WHEN new.x > 1000 BEGIN DELETE FROM a WHERE x = new.x; END;
-- rows
INSERT INTO a VALUES (1), (2000);
INSERT INTO b VALUES (3);
-- after
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE TRIGGER watch AFTER INSERT ON b WHEN new.x > 1000 BEGIN DELETE FROM a WHERE x = new.x; END;
-- keeps
SELECT x FROM a ORDER BY x;
SELECT x FROM b ORDER BY x;
