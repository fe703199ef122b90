-- pair: a second schema with one table appears
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text);
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id integer PRIMARY KEY, total numeric(10,2) NOT NULL);
-- keeps
SELECT id, name FROM users ORDER BY 1;
