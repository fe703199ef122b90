-- pair: a shop: keys grow, an enum gets a value, views and a trigger follow, a table comes
-- before
CREATE TYPE order_state AS ENUM ('open', 'paid');
CREATE TABLE customers (id serial PRIMARY KEY, name varchar(40) NOT NULL, email text UNIQUE);
CREATE TABLE products (id serial PRIMARY KEY, title text NOT NULL, price numeric(8,2) NOT NULL CHECK (price >= 0));
CREATE TABLE orders (id serial PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, state order_state NOT NULL DEFAULT 'open', at timestamp NOT NULL DEFAULT now());
CREATE TABLE order_items (order_id integer REFERENCES orders ON DELETE CASCADE, product_id integer REFERENCES products, qty integer NOT NULL DEFAULT 1, PRIMARY KEY (order_id, product_id));
CREATE VIEW order_totals AS SELECT o.id, o.customer_id, sum(i.qty * p.price) AS total FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id GROUP BY o.id;
CREATE VIEW customer_totals AS SELECT c.id, c.name, sum(t.total) AS total FROM customers c JOIN order_totals t ON t.customer_id = c.id GROUP BY c.id;
CREATE INDEX orders_open ON orders (at) WHERE state = 'open';
-- rows
INSERT INTO customers (name, email) VALUES ('ann', 'a@x'), ('bob', NULL);
INSERT INTO products (title, price) VALUES ('pen', 1.50), ('ink', 4.25);
INSERT INTO orders (customer_id, state, at) VALUES (1, 'open', '2024-01-01 10:00'), (2, 'paid', '2024-01-02 10:00');
INSERT INTO order_items VALUES (1, 1, 2), (1, 2, 1), (2, 2, 3);
-- after
CREATE TYPE order_state AS ENUM ('open', 'paid', 'sent', 'returned');
CREATE TABLE customers (id bigserial PRIMARY KEY, name varchar(120) NOT NULL, email text UNIQUE, vip boolean NOT NULL DEFAULT false);
CREATE TABLE products (id serial PRIMARY KEY, title text NOT NULL, price numeric(12,2) NOT NULL CHECK (price >= 0));
CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT, state order_state NOT NULL DEFAULT 'open', at timestamptz NOT NULL DEFAULT now());
CREATE TABLE order_items (order_id bigint REFERENCES orders ON DELETE CASCADE, product_id integer REFERENCES products, qty integer NOT NULL DEFAULT 1 CHECK (qty > 0), PRIMARY KEY (order_id, product_id));
CREATE TABLE refunds (order_id bigint PRIMARY KEY REFERENCES orders, amount numeric(12,2) NOT NULL);
CREATE VIEW order_totals AS SELECT o.id, o.customer_id, sum(i.qty * p.price) AS total FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id GROUP BY o.id;
CREATE VIEW customer_totals AS SELECT c.id, c.name, sum(t.total) AS total, count(*) AS orders FROM customers c JOIN order_totals t ON t.customer_id = c.id GROUP BY c.id;
CREATE INDEX orders_open ON orders (at DESC) WHERE state = 'open';
-- keeps
SELECT id::text, name::text, total::text FROM customer_totals ORDER BY 1;
SELECT id::text, state::text, to_char(at, 'YYYY-MM-DD HH24:MI') FROM orders ORDER BY 1;
SELECT order_id::text, product_id, qty FROM order_items ORDER BY 1, 2;
