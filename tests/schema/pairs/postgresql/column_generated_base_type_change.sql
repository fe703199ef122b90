-- pair: the type of a column changes that a generated column is computed from
-- before
CREATE TABLE items (id integer PRIMARY KEY, qty integer NOT NULL, double_qty bigint GENERATED ALWAYS AS (qty * 2) STORED);
-- rows
INSERT INTO items (id, qty) VALUES (1, 4), (2, 5);
-- after
CREATE TABLE items (id integer PRIMARY KEY, qty bigint NOT NULL, double_qty bigint GENERATED ALWAYS AS (qty * 2) STORED);
-- keeps
SELECT id, qty::text, double_qty FROM items ORDER BY 1;
