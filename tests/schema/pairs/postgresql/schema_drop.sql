-- pair: a second schema goes with its table
-- before
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id integer PRIMARY KEY, total numeric(10,2) NOT NULL);
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
INSERT INTO billing.invoices VALUES (10, 9.50);
-- after
CREATE TABLE users (id integer PRIMARY KEY, name text);
-- keeps
SELECT id, name FROM users ORDER BY 1;
