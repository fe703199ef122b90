-- pair: a large mixed change of a shop
-- before
CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT, phone TEXT);
CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT UNIQUE, title TEXT, price REAL);
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customers(id) ON DELETE CASCADE, placed TEXT, state INTEGER);
CREATE TABLE order_items (order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, product_id INTEGER NOT NULL REFERENCES products(id), qty INTEGER, PRIMARY KEY (order_id, product_id));
CREATE TABLE carts (id INTEGER PRIMARY KEY, junk TEXT);
CREATE INDEX orders_customer ON orders(customer_id);
CREATE INDEX customers_phone ON customers(phone);
CREATE VIEW order_totals AS SELECT o.id, sum(i.qty * p.price) AS total FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id GROUP BY o.id;
CREATE TRIGGER orders_ad AFTER DELETE ON orders BEGIN DELETE FROM carts WHERE id = old.id; END;
-- rows
INSERT INTO customers VALUES (1, 'Ann', 'a@x', '1'), (2, 'Bob', NULL, NULL), (40, 'Gone', NULL, NULL);
DELETE FROM customers WHERE id = 40;
INSERT INTO products VALUES (1, 's1', 'Pen', 1.5), (2, 's2', 'Ink', 4.25);
INSERT INTO orders VALUES (1, 1, '2024-01-01', 1), (2, 2, '2024-01-02', 2);
INSERT INTO order_items VALUES (1, 1, 3), (1, 2, 1), (2, 2, 2);
INSERT INTO carts VALUES (9, 'j');
-- after
CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE, email TEXT UNIQUE, created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, title TEXT, price REAL NOT NULL DEFAULT 0 CHECK (price >= 0), label TEXT AS (sku || ': ' || title));
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customers(id) ON DELETE SET NULL, placed TEXT, state TEXT NOT NULL DEFAULT 'new');
CREATE TABLE order_items (order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, product_id INTEGER NOT NULL REFERENCES products(id), qty INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (order_id, product_id)) WITHOUT ROWID;
CREATE TABLE coupons (code TEXT PRIMARY KEY, order_id INTEGER REFERENCES orders(id)) WITHOUT ROWID;
CREATE INDEX orders_customer ON orders(customer_id, placed DESC);
CREATE INDEX items_product ON order_items(product_id);
CREATE VIEW order_totals AS SELECT o.id, o.state, sum(i.qty * p.price) AS total FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id GROUP BY o.id;
CREATE TRIGGER orders_ad AFTER DELETE ON orders BEGIN DELETE FROM coupons WHERE order_id = old.id; END;
-- keeps
SELECT id, name, email FROM customers ORDER BY id;
SELECT id, sku, title, price FROM products ORDER BY id;
SELECT id, customer_id, placed, CAST(state AS TEXT) FROM orders ORDER BY id;
SELECT order_id, product_id, qty FROM order_items ORDER BY order_id, product_id;
SELECT id, total FROM order_totals ORDER BY id;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
