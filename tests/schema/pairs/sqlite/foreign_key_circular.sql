-- pair: two tables that refer to each other are both rebuilt
-- before
CREATE TABLE dept (id INTEGER PRIMARY KEY, name TEXT, head INTEGER REFERENCES emp(id) ON DELETE CASCADE);
CREATE TABLE emp (id INTEGER PRIMARY KEY, name TEXT, dept INTEGER REFERENCES dept(id) ON DELETE CASCADE);
-- rows
INSERT INTO dept VALUES (1, 'sales', NULL), (2, 'ops', NULL);
INSERT INTO emp VALUES (1, 'Ann', 1), (2, 'Bob', 2);
UPDATE dept SET head = id;
-- after
CREATE TABLE dept (id INTEGER PRIMARY KEY, name TEXT NOT NULL, head INTEGER REFERENCES emp(id) ON DELETE CASCADE);
CREATE TABLE emp (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dept INTEGER REFERENCES dept(id) ON DELETE CASCADE);
-- keeps
SELECT id, name, head FROM dept ORDER BY id;
SELECT id, name, dept FROM emp ORDER BY id;
