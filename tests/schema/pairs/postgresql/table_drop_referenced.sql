-- pair: a table goes that another table references; the key column stays
-- before
CREATE TABLE countries (code char(2) PRIMARY KEY, name text);
CREATE TABLE cities (id integer PRIMARY KEY, country char(2) REFERENCES countries);
-- rows
INSERT INTO countries VALUES ('de', 'Germany');
INSERT INTO cities VALUES (1, NULL);
-- after
CREATE TABLE cities (id integer PRIMARY KEY, country char(2));
-- keeps
SELECT id FROM cities ORDER BY 1;
