-- pair: types, functions and foreign keys across schemas; the referenced column grows
-- before
CREATE SCHEMA core;
CREATE SCHEMA shop;
CREATE TYPE core.state AS ENUM ('new', 'paid');
CREATE TABLE core.customers (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE shop.orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES core.customers, state core.state NOT NULL DEFAULT 'new');
CREATE VIEW shop.customer_orders AS SELECT c.id AS customer_id, c.name, o.id AS order_id FROM core.customers c JOIN shop.orders o ON o.customer_id = c.id;
-- rows
INSERT INTO core.customers VALUES (1, 'ann'), (2, 'bob');
INSERT INTO shop.orders VALUES (10, 1, 'paid'), (11, 2, 'new');
-- after
CREATE SCHEMA core;
CREATE SCHEMA shop;
CREATE TYPE core.state AS ENUM ('new', 'paid', 'sent');
CREATE TABLE core.customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE shop.orders (id integer PRIMARY KEY, customer_id bigint NOT NULL REFERENCES core.customers, state core.state NOT NULL DEFAULT 'new');
CREATE VIEW shop.customer_orders AS SELECT c.id AS customer_id, c.name, o.id AS order_id FROM core.customers c JOIN shop.orders o ON o.customer_id = c.id;
-- keeps
SELECT id::text, name FROM core.customers ORDER BY 1;
SELECT customer_id::text, name, order_id FROM shop.customer_orders ORDER BY 1;
SELECT id, state::text FROM shop.orders ORDER BY 1;
