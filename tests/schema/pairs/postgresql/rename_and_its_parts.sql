-- pair: what the server named after a table is renamed with it
-- options: --rename users:people --rename users.name:users.full_name
-- before
CREATE TABLE users (id serial PRIMARY KEY, name text UNIQUE, age int CHECK (age > 0));
CREATE INDEX ON users (age);
CREATE TABLE notes (user_id int REFERENCES users);
-- rows
INSERT INTO users (name, age) VALUES ('Ann', 3), ('Bob', 4);
INSERT INTO notes VALUES (1);
-- after
CREATE TABLE people (id serial PRIMARY KEY, full_name text UNIQUE, age int CHECK (age > 0));
CREATE INDEX ON people (age);
CREATE TABLE notes (user_id int REFERENCES people);
-- keeps
SELECT user_id FROM notes;
-- pair: a constraint and an index get other names
-- before
CREATE TABLE t (a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two UNIQUE);
CREATE INDEX "i ON" ON t (a, b);
-- rows
INSERT INTO t VALUES (1, 2);
-- after
CREATE TABLE t (a int CONSTRAINT uno CHECK (a > 0), b int CONSTRAINT due UNIQUE);
CREATE INDEX "ON i" ON t (a, b);
-- keeps
SELECT a, b FROM t;
-- pair: names that two constraints exchange are not renamed at once
-- before
CREATE TABLE t (a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two CHECK (b > 0));
-- rows
INSERT INTO t VALUES (1, 2);
-- after
CREATE TABLE t (a int CONSTRAINT two CHECK (a > 0), b int CONSTRAINT one CHECK (b > 0));
-- keeps
SELECT a, b FROM t;
