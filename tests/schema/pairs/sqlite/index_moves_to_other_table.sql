-- pair: an index of the same name moves to another table
-- before
CREATE TABLE a (x TEXT);
CREATE TABLE b (x TEXT);
CREATE INDEX by_x ON a(x);
-- rows
INSERT INTO a VALUES ('1');
INSERT INTO b VALUES ('2');
-- after
CREATE TABLE a (x TEXT);
CREATE TABLE b (x TEXT);
CREATE INDEX by_x ON b(x);
-- keeps
SELECT x FROM a ORDER BY x;
SELECT x FROM b ORDER BY x;
