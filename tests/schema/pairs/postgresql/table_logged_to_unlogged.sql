-- pair: a table becomes unlogged
-- before
CREATE TABLE cache (key text PRIMARY KEY, value text);
CREATE TABLE stays (id integer PRIMARY KEY);
-- rows
INSERT INTO cache VALUES ('a', '1'), ('b', '2');
INSERT INTO stays VALUES (1);
-- after
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value text);
CREATE TABLE stays (id integer PRIMARY KEY);
-- keeps
SELECT key, value FROM cache ORDER BY 1;
