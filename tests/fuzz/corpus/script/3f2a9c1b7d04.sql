-- revision: 3f2a9c1b7d04
-- parents: []
-- message: create customers and products
-- created: 2026-01-12T09:14:05Z

-- migrate:up
CREATE TABLE customers (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    full_name text NOT NULL
);

CREATE TABLE products (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    price_cents bigint NOT NULL CHECK (price_cents >= 0)
);

INSERT INTO customers (id, email, full_name) VALUES
    (1, 'ada@example.org', 'Ada Lovelace'),
    (2, 'grace@example.org', 'Grace Hopper');

INSERT INTO products (id, name, price_cents) VALUES
    (1, 'Teapot; small', 1900),
    (2, 'Kettle', 3450),
    (3, 'Grandma''s cup', 750);

-- migrate:down
DROP TABLE products;
DROP TABLE customers;
