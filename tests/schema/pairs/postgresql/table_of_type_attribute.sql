-- pair: the type of a typed table gets an attribute and changes another
-- before
CREATE TYPE ty AS (a int, b text);
CREATE TABLE o OF ty (PRIMARY KEY (a));
-- rows
INSERT INTO o VALUES (1, 'x');
-- after
CREATE TYPE ty AS (a bigint, b text, c int);
CREATE TABLE o OF ty (PRIMARY KEY (a));
-- keeps
SELECT a, b FROM o;
