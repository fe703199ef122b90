-- pair: eight small changes to eight tables
-- before
CREATE TABLE a (id integer PRIMARY KEY, n text);
CREATE TABLE b (id integer PRIMARY KEY, n text DEFAULT 'x');
CREATE TABLE c (id integer PRIMARY KEY, n integer);
CREATE TABLE d (id integer PRIMARY KEY, n text NOT NULL);
CREATE TABLE e (id integer PRIMARY KEY, n integer);
CREATE TABLE f (id integer, n integer);
CREATE TABLE g (id integer PRIMARY KEY, n text);
CREATE INDEX g_n ON g (n);
CREATE TABLE h (id integer PRIMARY KEY, n integer CHECK (n > 0));
-- rows
INSERT INTO a VALUES (1, 'x');
INSERT INTO b VALUES (1, 'x');
INSERT INTO c VALUES (1, 1);
INSERT INTO d VALUES (1, 'x');
INSERT INTO e VALUES (1, 1);
INSERT INTO f VALUES (1, 1);
INSERT INTO g VALUES (1, 'x');
INSERT INTO h VALUES (1, 1);
-- after
CREATE TABLE a (id integer PRIMARY KEY, n text, o text);
CREATE TABLE b (id integer PRIMARY KEY, n text DEFAULT 'y');
CREATE TABLE c (id integer PRIMARY KEY, n bigint);
CREATE TABLE d (id integer PRIMARY KEY, n text);
CREATE TABLE e (id integer PRIMARY KEY, n integer UNIQUE);
CREATE TABLE f (id integer PRIMARY KEY, n integer REFERENCES a);
CREATE TABLE g (id integer PRIMARY KEY, n text);
CREATE INDEX g_n ON g (n DESC);
CREATE TABLE h (id integer PRIMARY KEY, n integer CHECK (n > -1));
-- keeps
SELECT id, n FROM a ORDER BY 1;
SELECT id, n::text FROM c ORDER BY 1;
SELECT id, n FROM f ORDER BY 1;
SELECT id, n FROM g ORDER BY 1;
SELECT id, n FROM h ORDER BY 1;
