-- pair: a stored generated column appears
-- before
CREATE TABLE items (id integer PRIMARY KEY, price numeric(10,2) NOT NULL, qty integer NOT NULL);
-- rows
INSERT INTO items (id, price, qty) VALUES (1, 2.50, 4);
-- after
CREATE TABLE items (id integer PRIMARY KEY, price numeric(10,2) NOT NULL, qty integer NOT NULL, total numeric GENERATED ALWAYS AS (price * qty) STORED);
-- keeps
SELECT id, price, qty FROM items ORDER BY 1;
