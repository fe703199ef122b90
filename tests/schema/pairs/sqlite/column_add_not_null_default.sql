-- pair: a NOT NULL column with a default is added
-- before
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX items_name ON items(name);
-- rows
INSERT INTO items VALUES (1, 'pen'), (2, 'ink');
-- after
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER NOT NULL DEFAULT -1);
CREATE INDEX items_name ON items(name);
-- keeps
SELECT id, name FROM items ORDER BY id;
