-- pair: a trigger on another table writes into the table that is rebuilt
-- before
CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT, n INTEGER);
CREATE TRIGGER a_ai AFTER INSERT ON a BEGIN INSERT INTO b (v, n) SELECT new.v, count(*) FROM b; END;
-- rows
INSERT INTO a VALUES (1, 'x'), (2, 'y');
-- after
CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, v TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 0);
CREATE TRIGGER a_ai AFTER INSERT ON a BEGIN INSERT INTO b (v, n) SELECT new.v, count(*) FROM b; END;
-- keeps
SELECT id, v FROM a ORDER BY id;
SELECT id, v, n FROM b ORDER BY id;
