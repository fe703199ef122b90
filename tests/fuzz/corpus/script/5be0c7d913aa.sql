-- revision: 5be0c7d913aa
-- parents: 8c41d2e07b55
-- message: add categories
-- created: 2026-02-03T11:02:37Z
-- labels: catalogue

-- migrate:up
CREATE TABLE categories (
    id bigint PRIMARY KEY,
    name text NOT NULL UNIQUE
);

INSERT INTO categories (id, name) VALUES (1, 'Kitchen');

ALTER TABLE products ADD COLUMN category_id bigint REFERENCES categories (id);

UPDATE products SET category_id = 1;

CREATE INDEX products_category ON products (category_id);

-- migrate:down
DROP INDEX products_category;
ALTER TABLE products DROP COLUMN category_id;
DROP TABLE categories;
